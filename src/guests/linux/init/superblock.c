#include "superblock.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SUPERBLOCK_OFFSET 1024
#define MAGIC 0xEF53
#define INCOMPAT_RECOVER 0x4
#define INCOMPAT_64BIT 0x80

static uint32_t read_le32(const unsigned char *at) {
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void format_uuid(const unsigned char *bytes, char *text) {
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *text++ = '-';
        text += snprintf(text, 3, "%02x", bytes[i]);
    }
}

bool superblock_read(struct disk *disk) {
    unsigned char block[1024];
    char path[64];
    snprintf(path, sizeof path, "/dev/%s", disk->name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t size = pread(fd, block, sizeof block, SUPERBLOCK_OFFSET);
    close(fd);
    if (size != sizeof block || (block[0x38] | block[0x39] << 8) != MAGIC) return true;
    uint32_t incompat = read_le32(block + 0x60);
    uint32_t log_block_size = read_le32(block + 0x18);
    uint64_t blocks = read_le32(block + 0x4);
    if (incompat & INCOMPAT_64BIT) blocks |= (uint64_t)read_le32(block + 0x150) << 32;
    if (log_block_size > 6) return true;
    disk->has_ext4 = true;
    disk->needs_recovery = incompat & INCOMPAT_RECOVER;
    disk->block_size = 1024u << log_block_size;
    disk->blocks = blocks;
    format_uuid(block + 0x68, disk->uuid);
    memcpy(disk->label, block + 0x78, 16);
    return true;
}
