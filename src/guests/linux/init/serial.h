/* Serial lines: their modes, and writing to them without ever waiting for a reader that is gone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct serial {
    int fd;      /* -1: there is no such line */
    bool broken; /* the last line was cut short: nobody reads */
};

enum serial_mode {
    SERIAL_RAW,   /* bytes, as they are */
    SERIAL_INPUT, /* output as it is; input by lines, 0x04 at the start of one is the end of input */
};

/* Opens a line. False when there is no UART behind it. */
bool serial_open(struct serial *serial, const char *path, enum serial_mode mode);

/* Writes the bytes, or what a reader takes before it stops reading for a second. */
void serial_write(struct serial *serial, const char *bytes, size_t size);

/* Waits until everything written has left the UART, or nothing has left it for 10 s. */
void serial_drain(struct serial *serial);
