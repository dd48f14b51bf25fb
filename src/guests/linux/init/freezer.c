#include "freezer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "agent.h"
#include "console.h"
#include "kernel.h"
#include "text.h"

#define MAX_FROZEN 16

static struct frozen {
    int fd;
    milliseconds until;
    char path[4096];
} frozen[MAX_FROZEN];

static size_t frozen_count;

int freeze(const char *path, milliseconds time) {
    if (frozen_count == MAX_FROZEN) return EBUSY;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno;
    if (ioctl(fd, FIFREEZE, 0)) {
        int error = errno;
        close(fd);
        return error;
    }
    struct frozen *entry = &frozen[frozen_count++];
    entry->fd = fd;
    entry->until = now() + time;
    text_copy(entry->path, sizeof entry->path, path);
    return 0;
}

static int thaw_entry(struct frozen *entry) {
    int error = ioctl(entry->fd, FITHAW, 0) ? errno : 0;
    close(entry->fd);
    *entry = frozen[--frozen_count];
    return error;
}

int thaw(const char *path) {
    for (size_t i = 0; i < frozen_count; i++) {
        if (!strcmp(frozen[i].path, path)) return thaw_entry(&frozen[i]);
    }
    return EINVAL;
}

void thaw_all(void) {
    while (frozen_count > 0) thaw_entry(&frozen[0]);
}

bool is_anything_frozen(void) {
    return frozen_count > 0;
}

milliseconds freezer_deadline(void) {
    milliseconds first = NEVER;
    for (size_t i = 0; i < frozen_count; i++) {
        if (frozen[i].until < first) first = frozen[i].until;
    }
    return first;
}

void freezer_enforce(void) {
    for (size_t i = frozen_count; i-- > 0;) {
        if (now() < frozen[i].until) continue;
        agent_send("thawed", frozen[i].path, NULL);
        thaw_entry(&frozen[i]);
    }
}
