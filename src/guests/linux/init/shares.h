/* Host directories that the machine shares: 9p over virtio, told apart by their tags. */
#pragma once

#include <stdbool.h>

/* Whether any is attached. Needs no driver. */
bool shares_attached(void);

/* Whether one is attached under this tag. Needs the drivers. */
bool share_exists(const char *tag);

/* The end of the tag of one that nobody can write, whatever the guest does. */
#define SHARE_READ_ONLY ":ro"

bool share_is_read_only(const char *tag);

/* Returns 0 or an errno. */
int share_mount(const char *tag, const char *path, bool read_only);
