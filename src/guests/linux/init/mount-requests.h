/* The requests about mounts: mount, unmount, resize. */
#pragma once

#include "clock.h"
#include "mounts.h"

void request_mount(unsigned request, char **arguments);
void request_unmount(unsigned request, char **arguments);
void request_resize(unsigned request, char **arguments);

/* Sends how far a mount is, as an item of an answer. */
void mount_tell(unsigned request, const struct mount *entry);

/* Answers those requests to mount that are done by now, or whose time is up. */
void mount_requests_settle(void);

/* When the first one's time is up, or NEVER. */
milliseconds mount_requests_deadline(void);
