#include "serial.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "clock.h"
#include "kernel.h"

#define END_OF_INPUT 0x04
#define READER_PATIENCE 1000
#define DRAIN_PATIENCE 10000

static bool set_mode(int fd, enum serial_mode mode) {
    struct termios settings;
    if (tcgetattr(fd, &settings)) return false;
    cfmakeraw(&settings);
    /* Nobody interrupts a program by what it is sent: a BREAK on the line is not a key. */
    settings.c_iflag = IGNBRK;
    settings.c_cflag |= CLOCAL | CREAD;
    cfsetispeed(&settings, B115200);
    cfsetospeed(&settings, B115200);
    if (mode == SERIAL_INPUT) {
        settings.c_lflag |= ICANON;
        memset(settings.c_cc, _POSIX_VDISABLE, sizeof settings.c_cc);
        settings.c_cc[VEOF] = END_OF_INPUT;
    }
    return !tcsetattr(fd, TCSANOW, &settings);
}

bool serial_open(struct serial *serial, const char *path, enum serial_mode mode) {
    serial->broken = false;
    serial->fd = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    /* The kernel has nodes for UARTs that the machine does not have; those have no settings. */
    if (serial->fd >= 0 && set_mode(serial->fd, mode)) return true;
    if (serial->fd >= 0) close(serial->fd);
    serial->fd = -1;
    return false;
}

static size_t write_some(struct serial *serial, const char *bytes, size_t size) {
    size_t written = 0;
    while (written < size) {
        ssize_t count = write(serial->fd, bytes + written, size - written);
        if (count > 0) {
            written += (size_t)count;
            continue;
        }
        if (count < 0 && errno == EINTR) continue;
        struct pollfd room = {serial->fd, POLLOUT, 0};
        if ((count < 0 && errno != EAGAIN) || serial->broken || poll(&room, 1, READER_PATIENCE) < 1) break;
    }
    return written;
}

void serial_write(struct serial *serial, const char *bytes, size_t size) {
    if (serial->fd < 0) return;
    /* A line that was cut short must not run into the next one. */
    if (serial->broken && write_some(serial, "\n", 1) < 1) return;
    serial->broken = false;
    serial->broken = write_some(serial, bytes, size) < size;
}

void serial_drain(struct serial *serial) {
    if (serial->fd < 0) return;
    int left = 0, before = -1;
    for (milliseconds since = now(); !ioctl(serial->fd, TIOCOUTQ, &left) && left > 0; sleep_for(2)) {
        if (left != before) since = now();
        if (now() - since > DRAIN_PATIENCE) return;
        before = left;
    }
    /* The queue is empty; the UART's own 16 bytes are not counted in it. */
    tcdrain(serial->fd);
}
