/* The power button. */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#define BUTTONS_MAX 4

/* Loads the drivers and listens to every input device that has a power button. */
void buttons_open(void);

/* The descriptors to poll; unused ones are -1. */
int button_fd(size_t index);

/* Reads what has arrived. True when a power button was pressed. */
bool button_read(size_t index);
