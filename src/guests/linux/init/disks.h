/* The disks that are attached, and what identifies them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "manifest.h"

struct disk {
    char name[32]; /* as under /sys/class/block; the node is /dev/<name> */
    dev_t number;
    uint64_t bytes;
    bool read_only;
    char serial[64];           /* of the device (virtio, SCSI page 0x80, NVMe), or empty */
    unsigned char pages[256];  /* SCSI vital product data page 0x83: the device's designators */
    size_t pages_size;
    bool has_ext4;             /* what follows comes from an ext4 superblock */
    char label[17];
    char uuid[37];
    bool needs_recovery;       /* the journal holds what is not in place yet */
    uint32_t block_size;
    uint64_t blocks;
};

/* Looks at every disk and partition anew, but never at the root once it is known. What was found before is void. */
void disks_refresh(void);

/* From here on this disk is the root, and no volume. */
void disks_exclude(dev_t root);

/* How many whole disks there are. */
size_t disks_count(void);

/* The disk that carries what a source names. NULL with errno ENODEV: none does; ENOTUNIQ: more than one. */
const struct disk *disk_find(const struct source *source);

/* The disk with this number, or NULL. */
const struct disk *disk_numbered(dev_t number);
