#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "console.h"
#include "disks.h"
#include "filesystems.h"
#include "text.h"
#include "uevents.h"

#define ROOT "/root"
#define DISK_PATIENCE 10000

static struct disk disk;
static bool entered;

static const struct disk *wait_for_disk(const struct source *source) {
    milliseconds start = now();
    for (;;) {
        disks_refresh();
        const struct disk *found = disk_find(source);
        if (found || errno == ENOTUNIQ || now() - start > DISK_PATIENCE) return found;
        uevents_wait(50);
    }
}

const char *root_mount(const struct source *source) {
    const struct disk *found = wait_for_disk(source);
    if (!found && errno == ENOTUNIQ) return "more than one disk carries it";
    if (!found) return "no disk carries it: waited for 10 s";
    disk = *found;
    mkdir(ROOT, 0755);
    /* Read-only first: the manifest says what else it may be. A journal is replayed nevertheless. */
    int error = ext4_mount(&disk, ROOT, true, NULL);
    if (error) return mount_error_text(error);
    disks_exclude(disk.number);
    return NULL;
}

const char *root_read_manifest(struct manifest *manifest) {
    char *text = malloc(MANIFEST_MAX_BYTES + 2);
    if (!text) return "no memory";
    struct stat status;
    if (lstat(ROOT "/.ops/manifest", &status)) return "it is not in the image";
    if (!S_ISREG(status.st_mode)) return "it is not a file";
    long size = file_read(AT_FDCWD, ROOT "/.ops/manifest", text, MANIFEST_MAX_BYTES + 2);
    return size < 0 ? "it cannot be read" : manifest_parse(text, (size_t)size, manifest);
}

/* A scratch file system at a directory that an image may lack. */
static void mount_scratch(const char *type, const char *path, const char *options) {
    if (!make_directories(path)) mount(type, path, type, MS_NOSUID | MS_NODEV, options);
}

static const char *move_mount(const char *from, const char *to) {
    if (make_directories(to)) return "one of the directories /dev, /proc and /sys is missing";
    return mount(from, to, NULL, MS_MOVE, NULL) ? "the system's mounts cannot be moved" : NULL;
}

const char *root_enter(bool read_only) {
    const char *wrong = NULL;
    if (!read_only) {
        if (disk.read_only || mount(NULL, ROOT, NULL, MS_REMOUNT, NULL)) return "it cannot be made writable";
        if (ext4_grow(&disk, ROOT)) console_line("/", "the file system cannot grow to the size of its disk");
    }
    if ((wrong = move_mount("/dev", ROOT "/dev"))) return wrong;
    if ((wrong = move_mount("/proc", ROOT "/proc"))) return wrong;
    if ((wrong = move_mount("/sys", ROOT "/sys"))) return wrong;
    /* pivot_root cannot leave an initramfs; this is the way out that the kernel documents for one. */
    if (chdir(ROOT) || mount(".", "/", NULL, MS_MOVE, NULL) || chroot(".") || chdir("/")) return "it cannot be entered";
    entered = true;
    mount_scratch("devpts", "/dev/pts", "mode=620,ptmxmode=666");
    mount_scratch("tmpfs", "/dev/shm", "mode=1777");
    mount_scratch("tmpfs", "/run", "mode=755");
    if (read_only) mount_scratch("tmpfs", "/tmp", "mode=1777");
    return NULL;
}

void root_leave(void) {
    if (!entered) {
        umount2(ROOT, MNT_DETACH);
        return;
    }
    if (!mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY, NULL)) return;
    int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) ext4_shut(fd);
}
