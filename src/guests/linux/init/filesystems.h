/* Mounting and growing file systems. Every function returns 0 or an errno. */
#pragma once

#include <stdbool.h>

#include "disks.h"

/* @options ext4's own, or NULL */
int ext4_mount(const struct disk *disk, const char *path, bool read_only, const char *options);

/* Grows a mounted file system to the size of its disk, where the disk is larger. */
int ext4_grow(const struct disk *disk, const char *path);

/* Writes everything out, then makes the file system refuse all access for good, whoever still has it open. */
int ext4_shut(int fd);

/* Makes a directory and those above it, where it is missing. ENOENT: it is, and nothing can be made there. */
int make_directories(const char *path);

/* What an errno means for a file system, in words. */
const char *mount_error_text(int error);
