#include "disks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "superblock.h"
#include "text.h"

#define SECTOR 512
#define DISKS_MAX 128

static dev_t root;
static struct disk disks[DISKS_MAX];
static size_t disk_count;

void disks_exclude(dev_t number) {
    root = number;
}

static bool read_attribute(const char *disk, const char *attribute, char *out, size_t size) {
    char path[128];
    snprintf(path, sizeof path, "/sys/class/block/%s/%s", disk, attribute);
    long length = file_read(AT_FDCWD, path, out, size);
    while (length > 0 && (out[length - 1] == '\n' || out[length - 1] == ' ')) out[--length] = 0;
    return length > 0;
}

static void read_serial(struct disk *disk) {
    unsigned char page[256];
    char path[128];
    if (read_attribute(disk->name, "serial", disk->serial, sizeof disk->serial)) return;
    if (read_attribute(disk->name, "device/serial", disk->serial, sizeof disk->serial)) return;
    /* Page 0x80: a header of 4 bytes, the last one the length of the serial after it (SPC-4, 7.8.18). */
    snprintf(path, sizeof path, "/sys/class/block/%s/device/vpd_pg80", disk->name);
    long size = file_read(AT_FDCWD, path, (char *)page, sizeof page);
    if (size < 4 || page[3] > size - 4 || page[3] >= sizeof disk->serial) return;
    memcpy(disk->serial, page + 4, page[3]);
    disk->serial[page[3]] = 0;
}

static bool read_disk(const char *name, struct disk *disk) {
    char text[128];
    struct stat node;
    *disk = (struct disk){0};
    text_copy(disk->name, sizeof disk->name, name);
    /* A disk that is still being added has no node yet. */
    snprintf(text, sizeof text, "/dev/%s", name);
    if (stat(text, &node) || node.st_rdev == root) return false;
    disk->number = node.st_rdev;
    if (read_attribute(name, "size", text, sizeof text)) disk->bytes = strtoull(text, NULL, 10) * SECTOR;
    if (disk->bytes == 0) return false;
    disk->read_only = read_attribute(name, "ro", text, sizeof text) && text[0] == '1';
    read_serial(disk);
    snprintf(text, sizeof text, "/sys/class/block/%s/device/vpd_pg83", name);
    long size = file_read(AT_FDCWD, text, (char *)disk->pages, sizeof disk->pages);
    disk->pages_size = size > 0 ? (size_t)size : 0;
    return superblock_read(disk);
}

void disks_refresh(void) {
    DIR *directory = opendir("/sys/class/block");
    disk_count = 0;
    for (struct dirent *entry; directory && disk_count < DISKS_MAX && (entry = readdir(directory));) {
        if (entry->d_name[0] == '.' || strlen(entry->d_name) >= sizeof disks->name) continue;
        if (read_disk(entry->d_name, &disks[disk_count])) disk_count++;
    }
    if (directory) closedir(directory);
}

size_t disks_count(void) {
    DIR *directory = opendir("/sys/block");
    size_t count = 0;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        char path[300], node[300];
        /* Only what sits on a bus has a device: loop and RAM disks have none. Optical and floppy drives do not count. */
        snprintf(path, sizeof path, "/sys/block/%s/device", entry->d_name);
        snprintf(node, sizeof node, "/dev/%s", entry->d_name);
        if (entry->d_name[0] == '.' || access(path, F_OK) || access(node, F_OK)) continue;
        if (strncmp(entry->d_name, "sr", 2) && strncmp(entry->d_name, "fd", 2)) count++;
    }
    if (directory) closedir(directory);
    return count;
}

/* Page 0x83: a header of 4 bytes, then designators of 4 bytes and a length each (SPC-4, 7.8.6). */
static bool has_designator(const struct disk *disk, const char *text) {
    size_t length = strlen(text);
    for (size_t at = 4; at + 4 <= disk->pages_size;) {
        size_t size = disk->pages[at + 3];
        if (at + 4 + size > disk->pages_size) return false;
        if (size == length && !memcmp(disk->pages + at + 4, text, length)) return true;
        at += 4 + size;
    }
    return false;
}

/* How a disk matches: 0 not at all; a serial, given by who attached it, says more than a label found on it. */
static int match(const struct disk *disk, const struct source *source) {
    char virtual_id[32];
    switch (source->kind) {
        case SOURCE_NAME:
            if (!strcmp(disk->serial, source->value)) return 2;
            return disk->has_ext4 && !strcmp(disk->label, source->value) ? 1 : 0;
        case SOURCE_UUID:
            return disk->has_ext4 && !strcmp(disk->uuid, source->value) ? 1 : 0;
        case SOURCE_VIRTUAL:
            snprintf(virtual_id, sizeof virtual_id, "persistent-disk-%s", source->value);
            return !strcmp(disk->serial, virtual_id) || has_designator(disk, virtual_id) ? 1 : 0;
        case SOURCE_SHARE:
            return 0;
    }
    return 0;
}

const struct disk *disk_find(const struct source *source) {
    const struct disk *found = NULL;
    int best = 0;
    bool unique = true;
    for (size_t i = 0; i < disk_count; i++) {
        int quality = match(&disks[i], source);
        if (quality == 0 || quality < best) continue;
        unique = quality > best;
        best = quality;
        found = &disks[i];
    }
    errno = found ? ENOTUNIQ : ENODEV;
    return unique ? found : NULL;
}

const struct disk *disk_numbered(dev_t number) {
    for (size_t i = 0; i < disk_count; i++) {
        if (disks[i].number == number) return &disks[i];
    }
    return NULL;
}
