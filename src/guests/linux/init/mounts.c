#include "mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "agent.h"
#include "console.h"
#include "disks.h"
#include "filesystems.h"
#include "modules.h"
#include "shares.h"
#include "text.h"

static struct mount mounts[MANIFEST_MAX_MOUNTS];
static size_t mount_count;

void mounts_open(const struct manifest *manifest) {
    mount_count = manifest->mount_count;
    for (size_t i = 0; i < mount_count; i++) {
        const struct manifest_mount *wanted = &manifest->mounts[i];
        mounts[i] = (struct mount){.wanted = wanted, .read_only = wanted->read_only};
    }
}

size_t mounts_count(void) {
    return mount_count;
}

struct mount *mounts_get(size_t index) {
    return &mounts[index];
}

struct mount *mounts_at(const char *path) {
    for (size_t i = 0; i < mount_count; i++) {
        if (mounts[i].state == MOUNT_MOUNTED && !strcmp(mounts[i].wanted->path, path)) return &mounts[i];
    }
    return NULL;
}

const char *mount_state_name(enum mount_state state) {
    static const char *const names[] = {"absent", "mounted", "released", "failed"};
    return names[state];
}

void mounts_load_drivers(enum source_kind kind) {
    if (kind != SOURCE_SHARE) modules_load("scsi");
    if (kind == SOURCE_SHARE || kind == SOURCE_VIRTUAL) modules_load("9p");
}

/* A file system is writable when any of its mounts is to be; those that are not are made so one by one. */
static bool is_read_only(const struct disk *disk) {
    if (disk->read_only) return true;
    for (size_t i = 0; i < mount_count; i++) {
        const struct manifest_mount *wanted = mounts[i].wanted;
        if (!wanted->read_only && disk_find(&wanted->source) == disk) return false;
    }
    return true;
}

static const struct mount *mounted_from(dev_t number) {
    for (size_t i = 0; i < mount_count; i++) {
        if (mounts[i].state == MOUNT_MOUNTED && mounts[i].number == number) return &mounts[i];
    }
    return NULL;
}

static void grow(const struct disk *disk, const char *path) {
    int error = ext4_grow(disk, path);
    /* The data is all there and usable: less room than the disk has is no reason not to start. */
    if (error) console_line(path, "the file system cannot grow to the size of its disk");
}

/* A bind mount is born with the access of the one that it was made from. */
static int set_access(const struct mount *entry) {
    const char *path = entry->wanted->path;
    unsigned long access = entry->read_only ? MS_RDONLY : 0;
    if (!mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | access, NULL)) return 0;
    int error = errno;
    umount2(path, 0);
    return error;
}

static int mount_disk(struct mount *entry, const struct disk *disk) {
    const char *path = entry->wanted->path;
    const struct mount *other = mounted_from(disk->number);
    bool read_only = is_read_only(disk);
    snprintf(entry->device, sizeof entry->device, "/dev/%s", disk->name);
    entry->number = disk->number;
    entry->read_only = entry->wanted->read_only || disk->read_only;
    if (other) {
        if (mount(other->wanted->path, path, NULL, MS_BIND, NULL)) return errno;
    } else {
        int error = ext4_mount(disk, path, read_only, "discard");
        if (error) return error;
        if (!read_only) grow(disk, path);
    }
    return set_access(entry);
}

static const struct mount *mounted_share(const char *tag) {
    for (size_t i = 0; i < mount_count; i++) {
        const struct mount *entry = &mounts[i];
        if (entry->state == MOUNT_MOUNTED && !entry->number && !strcmp(entry->device, tag)) return entry;
    }
    return NULL;
}

/* A share can be mounted once: it is one line to the host. */
static int mount_share(struct mount *entry) {
    const char *path = entry->wanted->path;
    const struct mount *other = mounted_share(entry->device);
    bool read_only = share_is_read_only(entry->device);
    entry->number = 0;
    entry->read_only = entry->wanted->read_only || read_only;
    if (other) {
        if (mount(other->wanted->path, path, NULL, MS_BIND, NULL)) return errno;
    } else {
        int error = share_mount(entry->device, path, read_only);
        if (error) return error;
    }
    return set_access(entry);
}

/* Finds the tag under which a source is shared. */
static bool find_share(struct mount *entry) {
    const struct source *source = &entry->wanted->source;
    if (source->kind == SOURCE_NAME || source->kind == SOURCE_UUID) return false;
    const char *prefix = source->kind == SOURCE_VIRTUAL ? "virtual" : "";
    snprintf(entry->device, sizeof entry->device, "%s%s", prefix, source->value);
    if (share_exists(entry->device)) return true;
    snprintf(entry->device, sizeof entry->device, "%s%s" SHARE_READ_ONLY, prefix, source->value);
    return share_exists(entry->device);
}

/* Returns 0, ENODEV when nothing that matches is attached, or why what is attached cannot be mounted. */
static int try_mount(struct mount *entry) {
    const struct disk *disk = disk_find(&entry->wanted->source);
    if (!disk && errno == ENOTUNIQ) return ENOTUNIQ;
    if (!disk && !find_share(entry)) return ENODEV;
    int error = make_directories(entry->wanted->path);
    if (error) return error;
    error = disk ? mount_disk(entry, disk) : mount_share(entry);
    /* The kernel's ENODEV is about its own abilities: what is to be mounted is there. */
    return error == ENODEV ? EOPNOTSUPP : error;
}

static void mount_and_tell(struct mount *entry) {
    milliseconds start = now();
    const char *path = entry->wanted->path;
    entry->error = try_mount(entry);
    if (entry->error == ENODEV) {
        entry->device[0] = 0;
        return;
    }
    entry->state = entry->error ? MOUNT_FAILED : MOUNT_MOUNTED;
    if (entry->error) {
        const char *why = mount_error_text(entry->error);
        console_line(path, why);
        agent_send("mount-failed", path, error_name(entry->error), why, NULL);
        return;
    }
    const char *access = entry->read_only ? "ro" : "rw";
    agent_send("mounted", path, entry->device, access, NUMBER(now() - start), NULL);
}

void mounts_examine(void) {
    bool fresh = false;
    for (size_t i = 0; i < mount_count; i++) {
        if (mounts[i].state != MOUNT_ABSENT) continue;
        if (!fresh) disks_refresh();
        fresh = true;
        mount_and_tell(&mounts[i]);
    }
}

static int release_by_force(struct mount *entry) {
    int fd = open(entry->wanted->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno;
    int error = umount2(entry->wanted->path, MNT_DETACH) ? errno : 0;
    if (!error) entry->state = MOUNT_RELEASED;
    /*
     * Whoever has files open there keeps the file system alive, so it is told to write everything and to refuse the
     * rest. Not while it is mounted elsewhere too. A share has no such call, and nothing to write: it has no cache.
     */
    if (!error && entry->number && !mounted_from(entry->number)) error = ext4_shut(fd);
    close(fd);
    return error;
}

int mount_release(struct mount *entry, bool force) {
    const char *path = entry->wanted->path;
    int error = umount2(path, 0) ? errno : 0;
    if (error == EBUSY && force) error = release_by_force(entry);
    if (error) return error;
    entry->state = MOUNT_RELEASED;
    agent_send("unmounted", path, NULL);
    return 0;
}

void mounts_device_gone(const char *device) {
    for (size_t i = 0; i < mount_count; i++) {
        struct mount *entry = &mounts[i];
        if (entry->number == 0 || strcmp(entry->device, device)) continue;
        if (entry->state == MOUNT_MOUNTED) {
            umount2(entry->wanted->path, MNT_DETACH);
            console_line(entry->wanted->path, "its disk was taken away without being unmounted");
            agent_send("lost", entry->wanted->path, device, NULL);
        }
        entry->state = MOUNT_ABSENT;
        entry->device[0] = 0;
        entry->number = 0;
    }
}

int mount_grow(const struct mount *entry, uint64_t least) {
    disks_refresh();
    const struct disk *disk = entry->number ? disk_numbered(entry->number) : NULL;
    if (disk && disk->bytes < least) return EAGAIN;
    return disk ? ext4_grow(disk, entry->wanted->path) : EOPNOTSUPP;
}
