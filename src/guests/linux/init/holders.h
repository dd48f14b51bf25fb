/* Who keeps a mount busy. */
#pragma once

#include <sys/types.h>

/* Calls `found` for the processes that use something under a directory, with one path each; for at most 32 of them. */
void holders_find(const char *directory, void (*found)(pid_t pid, const char *command, const char *path));
