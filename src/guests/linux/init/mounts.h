/* The mounts that the manifest asks for, and how far each of them is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "clock.h"
#include "manifest.h"

enum mount_state {
    MOUNT_ABSENT,   /* nothing that matches is attached */
    MOUNT_MOUNTED,
    MOUNT_RELEASED, /* unmounted because the host asked: only the host can ask for it again */
    MOUNT_FAILED,   /* attached, and cannot be mounted */
};

struct mount {
    const struct manifest_mount *wanted;
    enum mount_state state;
    char device[64]; /* the disk's node or the share's tag; empty while absent */
    dev_t number;    /* of the disk; 0 for a share */
    bool read_only;  /* asked for, or because its disk or share is */
    int error;       /* why it failed */
};

void mounts_open(const struct manifest *manifest);

size_t mounts_count(void);
struct mount *mounts_get(size_t index);

/* The mounted one at a path, or NULL. */
struct mount *mounts_at(const char *path);

/* The word for a state, as on the agent line. */
const char *mount_state_name(enum mount_state state);

/* Loads the drivers that sources of this kind need. */
void mounts_load_drivers(enum source_kind kind);

/* Mounts everything that is absent and attached by now, in the order of the manifest, and tells the host. */
void mounts_examine(void);

/* Unmounts one for the host. `force` cuts off whoever uses it. Returns 0 or an errno. */
int mount_release(struct mount *mount, bool force);

/* A device went away. What was mounted from it is taken out of the tree, so that it can be attached again. */
void mounts_device_gone(const char *device);

/* Grows the file system of a mounted one to its disk. Returns 0 or an errno: EAGAIN while the disk is less than `least`. */
int mount_grow(const struct mount *mount, uint64_t least);
