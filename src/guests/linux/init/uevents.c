#include "uevents.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"
#include "text.h"

static int fd = -1;

void uevents_open(void) {
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK, .nl_groups = 1};
    fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
    if (fd >= 0 && !bind(fd, (struct sockaddr *)&kernel, sizeof kernel)) return;
    if (fd >= 0) close(fd);
    fd = -1;
}

int uevents_fd(void) {
    return fd;
}

static void read_variable(const char *text, const char *name, char *out, size_t size) {
    size_t length = strlen(name);
    if (!strncmp(text, name, length)) text_copy(out, size, text + length);
}

bool uevents_next(struct uevent *event) {
    char message[8192];
    struct sockaddr_nl sender = {0};
    socklen_t sender_size = sizeof sender;
    ssize_t size = recvfrom(fd, message, sizeof message - 1, 0, (struct sockaddr *)&sender, &sender_size);
    *event = (struct uevent){0};
    if (size < 0) return false;
    /* Programs can send here too; only the kernel has the number 0. */
    if (sender.nl_pid != 0) return true;
    message[size] = 0;
    for (char *text = message; text < message + size; text += strlen(text) + 1) {
        read_variable(text, "ACTION=", event->action, sizeof event->action);
        read_variable(text, "SUBSYSTEM=", event->subsystem, sizeof event->subsystem);
        read_variable(text, "DEVNAME=", event->device, sizeof event->device);
    }
    return true;
}

void uevents_wait(milliseconds time) {
    struct pollfd news = {fd, POLLIN, 0};
    poll(&news, 1, (int)time);
    struct uevent event;
    while (uevents_next(&event)) continue;
}
