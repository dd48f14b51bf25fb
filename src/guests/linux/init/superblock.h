/* The superblock of an ext4 file system (https://docs.kernel.org/filesystems/ext4/super.html). */
#pragma once

#include "disks.h"

/* Fills in what an ext4 superblock says, if the disk has one. False when the disk cannot be opened (yet). */
bool superblock_read(struct disk *disk);
