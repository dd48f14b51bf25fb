#include "shares.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#include "text.h"

#define VIRTIO_ID_9P "0x0009\n"

/* Whether a virtio device has an attribute with this value. */
static bool any_device_has(const char *attribute, const char *value) {
    DIR *devices = opendir("/sys/bus/virtio/devices");
    bool found = false;
    for (struct dirent *entry; devices && !found && (entry = readdir(devices));) {
        char path[320], text[64];
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/sys/bus/virtio/devices/%s/%s", entry->d_name, attribute);
        found = file_read(AT_FDCWD, path, text, sizeof text) > 0 && !strcmp(text, value);
    }
    if (devices) closedir(devices);
    return found;
}

bool shares_attached(void) {
    return any_device_has("device", VIRTIO_ID_9P);
}

bool share_exists(const char *tag) {
    return any_device_has("mount_tag", tag);
}

bool share_is_read_only(const char *tag) {
    size_t length = strlen(tag), suffix = strlen(SHARE_READ_ONLY);
    return length > suffix && !strcmp(tag + length - suffix, SHARE_READ_ONLY);
}

int share_mount(const char *tag, const char *path, bool read_only) {
    /*
     * cache=none: what changes on the host is seen at once. access=any: one connection does for every user, as the
     * host acts with the rights of QEMU anyway.
     */
    static const char options[] = "trans=virtio,version=9p2000.L,msize=262144,cache=none,access=any";
    return mount(tag, path, "9p", read_only ? MS_RDONLY : 0, options) ? errno : 0;
}
