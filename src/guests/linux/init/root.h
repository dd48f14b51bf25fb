/* The root disk: found, mounted, and made the root. */
#pragma once

#include "manifest.h"

/* Waits for the disk that carries the source and mounts it read-only. NULL, or why not. */
const char *root_mount(const struct source *source);

/* Reads the image's manifest. NULL, or what is wrong with it. */
const char *root_read_manifest(struct manifest *manifest);

/* Makes the disk writable unless it is to stay as it is, and makes it the root. NULL, or why not. */
const char *root_enter(bool read_only);

/* Writes everything out and leaves the disk as clean as it was found. */
void root_leave(void);
