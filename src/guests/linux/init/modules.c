#include "modules.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "console.h"

static int modules = -1;

void modules_open(void) {
    modules = open("/modules", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int is_module(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static void load(int set, const char *name) {
    int fd = openat(set, name, O_RDONLY | O_CLOEXEC);
    int result = fd < 0 ? -1 : (int)syscall(SYS_finit_module, fd, "", 0);
    if (result && errno != EEXIST) console_line(name, strerror(errno));
    if (fd >= 0) close(fd);
    /* The initramfs is memory; what is loaded is not needed again. */
    unlinkat(set, name, 0);
}

void modules_load(const char *set) {
    if (modules < 0) return;
    int fd = openat(modules, set, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    struct dirent **names = NULL;
    /* scandir wants a path, and the directory's own one is hidden under the root disk. */
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int count = scandir(path, &names, is_module, alphasort);
    for (int i = 0; i < count; i++) {
        load(fd, names[i]->d_name);
        free(names[i]);
    }
    free(names);
    close(fd);
}
