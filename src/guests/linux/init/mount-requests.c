#include "mount-requests.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "filesystems.h"
#include "holders.h"
#include "text.h"

#define MAX_WAITING 8
#define DEFAULT_MOUNT_SECONDS 10
#define MOST_SIZE_DIGITS 18

/* Requests whose disk is not there yet: a controller is scanned in the background. */
static struct waiting {
    unsigned request;
    milliseconds until;
    char selector[SOURCE_TEXT_SIZE];
} waiting[MAX_WAITING];

static size_t waiting_count;

/* A selector is a path, or a source: `<kind>:<value>`. */
static bool is_selected(const struct mount *entry, const char *selector) {
    char text[SOURCE_TEXT_SIZE];
    if (selector[0] == '/') return !strcmp(selector, entry->wanted->path);
    return !strcmp(selector, source_text(&entry->wanted->source, text));
}

static bool selects_any(const char *selector) {
    for (size_t i = 0; i < mounts_count(); i++) {
        if (is_selected(mounts_get(i), selector)) return true;
    }
    return false;
}

static void answer_error(unsigned request, int error, const char *why) {
    agent_send(NUMBER(request), "error", error_name(error), why, NULL);
}

void mount_tell(unsigned request, const struct mount *entry) {
    char source[SOURCE_TEXT_SIZE];
    agent_send(NUMBER(request), "item", "mount", entry->wanted->path, source_text(&entry->wanted->source, source),
               entry->read_only ? "ro" : "rw", mount_state_name(entry->state), entry->device, NULL);
}

/* Answers once every selected mount is mounted, one has failed, or the time is up. */
static bool settle(const struct waiting *entry) {
    int error = 0;
    bool absent = false;
    for (size_t i = 0; i < mounts_count(); i++) {
        const struct mount *mount = mounts_get(i);
        if (!is_selected(mount, entry->selector)) continue;
        if (mount->state == MOUNT_FAILED) error = mount->error;
        if (mount->state == MOUNT_ABSENT || mount->state == MOUNT_RELEASED) absent = true;
    }
    if (!error && absent && now() < entry->until) return false;
    for (size_t i = 0; i < mounts_count(); i++) {
        if (is_selected(mounts_get(i), entry->selector)) mount_tell(entry->request, mounts_get(i));
    }
    if (!error && absent) error = ENODEV;
    if (error) answer_error(entry->request, error, mount_error_text(error));
    else agent_send(NUMBER(entry->request), "ok", NULL);
    return true;
}

void mount_requests_settle(void) {
    for (size_t i = waiting_count; i-- > 0;) {
        if (settle(&waiting[i])) waiting[i] = waiting[--waiting_count];
    }
}

milliseconds mount_requests_deadline(void) {
    milliseconds first = NEVER;
    for (size_t i = 0; i < waiting_count; i++) {
        if (waiting[i].until < first) first = waiting[i].until;
    }
    return first;
}

void request_mount(unsigned request, char **arguments) {
    const char *selector = arguments[0];
    unsigned seconds = DEFAULT_MOUNT_SECONDS;
    if (!selector) {
        mounts_examine();
        agent_send(NUMBER(request), "ok", NULL);
    } else if (!selects_any(selector)) {
        answer_error(request, ENOENT, "the image expects no such mount");
    } else if (arguments[1] && !number_parse(arguments[1], &seconds)) {
        answer_error(request, EINVAL, "that is no number of seconds");
    } else if (strlen(selector) >= sizeof waiting->selector || waiting_count == MAX_WAITING) {
        answer_error(request, EAGAIN, "too many requests are waiting for their disks");
    } else {
        for (size_t i = 0; i < mounts_count(); i++) {
            struct mount *entry = mounts_get(i);
            if (!is_selected(entry, selector) || entry->state == MOUNT_MOUNTED) continue;
            entry->state = MOUNT_ABSENT;
            mounts_load_drivers(entry->wanted->source.kind);
        }
        struct waiting *entry = &waiting[waiting_count++];
        *entry = (struct waiting){.request = request, .until = now() + seconds * 1000LL};
        text_copy(entry->selector, sizeof entry->selector, selector);
        mounts_examine();
    }
    mount_requests_settle();
}

static unsigned holders_of;

static void tell_holder(pid_t pid, const char *command, const char *path) {
    agent_send(NUMBER(holders_of), "item", "holder", NUMBER(pid), command, path, NULL);
}

static void tell_mounts_inside(unsigned request, const char *path) {
    size_t length = strlen(path);
    for (size_t i = 0; i < mounts_count(); i++) {
        const struct mount *entry = mounts_get(i);
        if (entry->state != MOUNT_MOUNTED || strncmp(entry->wanted->path, path, length)) continue;
        if (entry->wanted->path[length] == '/') mount_tell(request, entry);
    }
}

static int release(unsigned request, struct mount *entry, bool force) {
    int error = mount_release(entry, force);
    if (error != EBUSY) return error;
    holders_of = request;
    tell_mounts_inside(request, entry->wanted->path);
    holders_find(entry->wanted->path, tell_holder);
    return error;
}

void request_unmount(unsigned request, char **arguments) {
    bool force = arguments[1] && !strcmp(arguments[1], "force");
    bool any = false;
    int error = 0;
    if (arguments[1] && !force) {
        answer_error(request, EINVAL, "the only option is force");
        return;
    }
    for (size_t i = mounts_count(); i-- > 0 && !error;) {
        struct mount *entry = mounts_get(i);
        if (entry->state != MOUNT_MOUNTED || !is_selected(entry, arguments[0])) continue;
        any = true;
        error = release(request, entry, force);
    }
    if (error) answer_error(request, error, error == EBUSY ? "it is in use" : strerror(error));
    else if (!any) answer_error(request, ENOENT, "nothing like it is mounted");
    else agent_send(NUMBER(request), "ok", NULL);
}

/* A number of bytes; 0 when there is none. */
static bool read_bytes(const char *word, uint64_t *bytes) {
    *bytes = 0;
    if (!word) return true;
    if (!*word || strlen(word) > MOST_SIZE_DIGITS || word[strspn(word, "0123456789")]) return false;
    *bytes = strtoull(word, NULL, 10);
    return true;
}

void request_resize(unsigned request, char **arguments) {
    struct mount *entry = mounts_at(arguments[0]);
    uint64_t bytes;
    if (!read_bytes(arguments[1], &bytes)) {
        answer_error(request, EINVAL, "that is no number of bytes");
        return;
    }
    int error = entry ? mount_grow(entry, bytes) : ENOENT;
    if (error == EAGAIN) answer_error(request, error, "its disk is not that large yet");
    else if (error) answer_error(request, error, entry ? strerror(error) : "nothing is mounted there");
    else agent_send(NUMBER(request), "ok", NULL);
}
