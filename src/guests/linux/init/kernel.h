/*
 * The parts of the kernel's user interface that musl has no headers for. The numbers are the kernel's own and never
 * change; the names are those of <linux/fs.h>, <linux/ext4.h>, <linux/input.h> and <linux/netlink.h>.
 */
#pragma once

#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/time.h>

#define FIFREEZE _IOWR('X', 119, int)
#define FITHAW _IOWR('X', 120, int)

#define EXT4_IOC_RESIZE_FS _IOW('f', 16, uint64_t)
#define EXT4_IOC_SHUTDOWN _IOR('X', 125, uint32_t)
#define EXT4_GOING_FLAGS_DEFAULT 0 /* flush everything, then refuse all further access */

#define EV_KEY 1
#define KEY_POWER 116
#define KEY_COUNT 768
#define EVIOCGBIT(type, size) _IOC(_IOC_READ, 'E', 0x20 + (type), size)

struct input_event {
    struct timeval time;
    uint16_t type;
    uint16_t code;
    int32_t value;
};

#define NETLINK_KOBJECT_UEVENT 15

struct sockaddr_nl {
    uint16_t nl_family;
    uint16_t nl_pad;
    uint32_t nl_pid;
    uint32_t nl_groups;
};
