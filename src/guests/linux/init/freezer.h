/* File systems that are held still while the host copies their disks. None is held for ever. */
#pragma once

#include <stdbool.h>

#include "clock.h"

/* Writes everything out and holds all writers until thawed or until the time is up. Returns 0 or an errno. */
int freeze(const char *path, milliseconds time);

/* Returns 0, or EINVAL when it is not frozen (any more): what was copied may then not be of one moment. */
int thaw(const char *path);

void thaw_all(void);

/* Whether anything is frozen: then whatever may write to a file system must not be done by init, or init stands still. */
bool is_anything_frozen(void);

/* When the first one's time is up, or NEVER. */
milliseconds freezer_deadline(void);

/* Thaws those whose time is up and tells the host. */
void freezer_enforce(void);
