#include "button.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel.h"
#include "modules.h"

static int buttons[BUTTONS_MAX] = {-1, -1, -1, -1};

static bool has_power_key(int fd) {
    unsigned char keys[KEY_COUNT / 8] = {0};
    return ioctl(fd, EVIOCGBIT(EV_KEY, sizeof keys), keys) >= 0 && keys[KEY_POWER / 8] & 1 << KEY_POWER % 8;
}

void buttons_open(void) {
    modules_load("button");
    DIR *directory = opendir("/dev/input");
    size_t count = 0;
    for (struct dirent *entry; directory && count < BUTTONS_MAX && (entry = readdir(directory));) {
        if (strncmp(entry->d_name, "event", 5)) continue;
        int fd = openat(dirfd(directory), entry->d_name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        if (fd >= 0 && has_power_key(fd)) buttons[count++] = fd;
        else if (fd >= 0) close(fd);
    }
    if (directory) closedir(directory);
}

int button_fd(size_t index) {
    return buttons[index];
}

bool button_read(size_t index) {
    struct input_event event;
    bool pressed = false;
    ssize_t size;
    while ((size = read(buttons[index], &event, sizeof event)) == sizeof event) {
        if (event.type == EV_KEY && event.code == KEY_POWER && event.value == 1) pressed = true;
    }
    if (size < 0 && errno == EAGAIN) return pressed;
    close(buttons[index]);
    buttons[index] = -1;
    return pressed;
}
