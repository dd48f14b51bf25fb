#include "requests.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "agent.h"
#include "freezer.h"
#include "mount-requests.h"
#include "mounts.h"
#include "program.h"
#include "text.h"

#define DEFAULT_STOP_SECONDS 10
#define DEFAULT_FREEZE_SECONDS 30
#define MOST_FREEZE_SECONDS 600

static void answer(unsigned request, int error, const char *why) {
    if (error) agent_send(NUMBER(request), "error", error_name(error), why ? why : strerror(error), NULL);
    else agent_send(NUMBER(request), "ok", NULL);
}

/* An optional number of seconds. */
static bool read_seconds(const char *word, unsigned *seconds) {
    return !word || number_parse(word, seconds);
}

static void do_stop(unsigned request, char **arguments) {
    unsigned seconds = DEFAULT_STOP_SECONDS;
    if (!read_seconds(arguments[0], &seconds)) {
        answer(request, EINVAL, "that is no number of seconds");
        return;
    }
    /* A program that waits for a frozen file system cannot end. */
    thaw_all();
    answer(request, 0, NULL);
    program_stop(seconds * 1000LL);
}

static void do_signal(unsigned request, char **arguments) {
    unsigned number;
    bool valid = number_parse(arguments[0], &number) && number >= 1 && number <= 64;
    answer(request, !valid ? EINVAL : kill(program_pid(), (int)number) ? errno : 0, NULL);
}

static void do_freeze(unsigned request, char **arguments) {
    unsigned seconds = DEFAULT_FREEZE_SECONDS;
    if (!read_seconds(arguments[1], &seconds) || seconds < 1 || seconds > MOST_FREEZE_SECONDS) {
        answer(request, EINVAL, "that is no number of seconds from 1 to 600");
        return;
    }
    if (strcmp(arguments[0], "/") && !mounts_at(arguments[0])) {
        answer(request, ENOENT, "nothing is mounted there");
        return;
    }
    answer(request, freeze(arguments[0], seconds * 1000LL), NULL);
}

static void do_thaw(unsigned request, char **arguments) {
    int error = thaw(arguments[0]);
    answer(request, error, error == EINVAL ? "it is not frozen, or not any more" : NULL);
    if (!is_anything_frozen()) mounts_examine();
}

static void say_usage(unsigned request, const char *path) {
    struct statvfs usage;
    if (statvfs(path, &usage)) return;
    long long total = (long long)usage.f_blocks * (long long)usage.f_frsize;
    long long available = (long long)usage.f_bavail * (long long)usage.f_frsize;
    agent_send(NUMBER(request), "item", "usage", path, NUMBER(total), NUMBER(available), NULL);
}

/* A line of /proc/meminfo, in bytes. */
static long long memory_of(const char *text, const char *name) {
    const char *at = strstr(text, name);
    return at ? strtoll(at + strlen(name), NULL, 10) * 1024 : 0;
}

static void say_memory(unsigned request) {
    char text[512];
    if (file_read(AT_FDCWD, "/proc/meminfo", text, sizeof text) < 0) return;
    long long total = memory_of(text, "MemTotal:"), available = memory_of(text, "MemAvailable:");
    agent_send(NUMBER(request), "item", "memory", NUMBER(total), NUMBER(available), NULL);
}

static void say_all(unsigned request) {
    agent_send(NUMBER(request), "item", "uptime", NUMBER(now()), NULL);
    say_memory(request);
    agent_send(NUMBER(request), "item", "program", NUMBER(program_pid()), NULL);
    say_usage(request, "/");
    for (size_t i = 0; i < mounts_count(); i++) {
        mount_tell(request, mounts_get(i));
        if (mounts_get(i)->state == MOUNT_MOUNTED) say_usage(request, mounts_get(i)->wanted->path);
    }
}

/* The line is slow: with a path, only what is known of that mount. */
static void do_status(unsigned request, char **arguments) {
    if (!arguments[0]) say_all(request);
    for (size_t i = 0; arguments[0] && i < mounts_count(); i++) {
        if (!strcmp(arguments[0], mounts_get(i)->wanted->path)) mount_tell(request, mounts_get(i));
    }
    answer(request, 0, NULL);
}

static const struct verb {
    const char *name;
    size_t least, most; /* arguments */
    bool writes;        /* to a file system, so that it would wait for a frozen one */
    void (*run)(unsigned request, char **arguments);
} verbs[] = {
    {"mount", 0, 2, true, request_mount},   {"unmount", 1, 2, true, request_unmount},
    {"resize", 1, 2, true, request_resize}, {"freeze", 1, 2, false, do_freeze},
    {"thaw", 1, 1, false, do_thaw},         {"stop", 0, 1, false, do_stop},
    {"signal", 1, 1, false, do_signal},     {"status", 0, 1, false, do_status},
};

void request_handle(unsigned request, char **words) {
    size_t count = 0;
    while (words[count]) count++;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(words[0], verbs[i].name)) continue;
        if (count - 1 < verbs[i].least || count - 1 > verbs[i].most) {
            answer(request, EINVAL, "the verb takes another number of arguments");
        } else if (verbs[i].writes && is_anything_frozen()) {
            answer(request, EBUSY, "a file system is frozen: thaw it first");
        } else {
            verbs[i].run(request, words + 1);
        }
        return;
    }
    answer(request, ENOSYS, "this version has no such verb");
}
