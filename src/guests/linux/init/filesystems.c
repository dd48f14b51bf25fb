#include "filesystems.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel.h"
#include "text.h"

int ext4_mount(const struct disk *disk, const char *path, bool read_only, const char *options) {
    char device[64], all_options[64];
    if (!disk->has_ext4) return EMEDIUMTYPE;
    if (disk->read_only && !read_only) return EROFS;
    /* The journal of a disk that cannot be written cannot be replayed: the files are read as they are in place. */
    bool no_replay = disk->read_only && disk->needs_recovery;
    snprintf(device, sizeof device, "/dev/%s", disk->name);
    snprintf(all_options, sizeof all_options, "%s%s%s", options ? options : "", options && no_replay ? "," : "",
             no_replay ? "noload" : "");
    return mount(device, path, "ext4", read_only ? MS_RDONLY : 0, all_options) ? errno : 0;
}

int ext4_grow(const struct disk *disk, const char *path) {
    uint64_t blocks = disk->bytes / disk->block_size;
    if (blocks <= disk->blocks) return 0;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd < 0 || ioctl(fd, EXT4_IOC_RESIZE_FS, &blocks) ? errno : 0;
    if (fd >= 0) close(fd);
    return error;
}

int ext4_shut(int fd) {
    uint32_t flags = EXT4_GOING_FLAGS_DEFAULT;
    return ioctl(fd, EXT4_IOC_SHUTDOWN, &flags) ? errno : 0;
}

int make_directories(const char *path) {
    char part[4096];
    struct stat status;
    if (!stat(path, &status)) return S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
    text_copy(part, sizeof part, path);
    for (char *slash = part + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        mkdir(part, 0755);
        *slash = '/';
    }
    if (!mkdir(part, 0755)) return 0;
    return errno == EROFS ? ENOENT : errno;
}

const char *mount_error_text(int error) {
    switch (error) {
        case ENODEV: return "no such disk or share is attached";
        case ENOTUNIQ: return "more than one attached disk has this name";
        case EMEDIUMTYPE: return "there is no ext4 file system on the disk";
        case ENOENT: return "the directory is not in the image, and its root is read-only";
        case EROFS: return "the disk is attached read-only";
        case EUCLEAN:
        case EBADMSG: return "the file system is damaged: e2fsck repairs it";
        case EOPNOTSUPP: return "the kernel lacks the file system's driver";
        case EINVAL: return "the kernel cannot mount this file system";
        default: return strerror(error);
    }
}
