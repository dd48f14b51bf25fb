/* What the kernel says about devices that come and go. */
#pragma once

#include <stdbool.h>

#include "clock.h"

struct uevent {
    char action[16];    /* add, remove, change, ... */
    char subsystem[16]; /* block, virtio, input, ... */
    char device[32];    /* the node's name under /dev, or empty */
};

/* Starts to listen. From here on nothing is missed, so listen first and look at /sys second. */
void uevents_open(void);

/* The descriptor to poll, or -1. */
int uevents_fd(void);

/* Takes the next event. False when there is none. */
bool uevents_next(struct uevent *event);

/* Waits for news of devices, and forgets them: for those who then look at /sys themselves. */
void uevents_wait(milliseconds time);
