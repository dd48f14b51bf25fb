#include "console.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <unistd.h>

#include "serial.h"

#define CONSOLE_OFF 6 /* SYSLOG_ACTION_CONSOLE_OFF of syslog(2) */

static struct serial console = {.fd = -1};
static const char *path = "/dev/ttyS0";
static char mark[80];

void console_open(void) {
    /* Descriptors 0 to 2 must be taken: the program's are put there, and nothing of init's may be in their place. */
    int fd;
    do fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    while (fd >= 0 && fd < 3);
    if (fd >= 0) close(fd);
    if (serial_open(&console, path, SERIAL_INPUT)) return;
    path = "/dev/console";
    serial_open(&console, path, SERIAL_INPUT);
}

void console_set_mark(const char *secret) {
    if (*secret) snprintf(mark, sizeof mark, "\x1e%s\x1e", secret);
}

void console_mark(void) {
    serial_write(&console, mark, strlen(mark));
}

void console_silence_kernel(void) {
    klogctl(CONSOLE_OFF, NULL, 0);
}

void console_line(const char *what, const char *why) {
    char line[1024];
    int length = snprintf(line, sizeof line, "ops: %s: %s\n", what, why);
    if (length < 0) return;
    if ((size_t)length >= sizeof line) {
        length = sizeof line - 1;
        line[length - 1] = '\n';
    }
    serial_write(&console, line, (size_t)length);
}

const char *console_path(void) {
    return path;
}

void console_control(void) {
    /*
     * Init leads the session itself and never leaves it. A terminal hangs up when the leader of its session ends, and
     * throws away what it has not sent yet: a program that led its own session would lose its last lines.
     */
    setsid();
    ioctl(console.fd, TIOCSCTTY, 0);
}

void console_foreground(int group) {
    tcsetpgrp(console.fd, group);
}

void console_drain(void) {
    serial_drain(&console);
}
