/* The one program of the guest. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "clock.h"
#include "manifest.h"

/* How a program ended: with an exit code, or by a signal. */
struct outcome {
    bool by_signal;
    int value;
};

/* Starts the program, with the console as its input or with none. False when it cannot be, with the exit code that a shell would give: 127 not found, 126 else. */
bool program_start(const struct manifest *manifest, bool has_input, struct outcome *outcome);

pid_t program_pid(void);

/* Buries every child that has ended. True when the program is among them. */
bool program_reap(struct outcome *outcome);

/* Asks the program to end (SIGTERM), and ends it after the time (SIGKILL). A second call can only shorten the time. */
void program_stop(milliseconds patience);

/* When the program's time is up, or NEVER. */
milliseconds program_deadline(void);

/* Ends the program if its time is up. */
void program_enforce(void);
