#include "watch.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "agent.h"
#include "button.h"
#include "freezer.h"
#include "mount-requests.h"
#include "mounts.h"
#include "requests.h"
#include "uevents.h"

#define BUTTON_PATIENCE 10000

enum { SIGNALS, AGENT, UEVENTS, BUTTONS, WATCHED = BUTTONS + BUTTONS_MAX };

static int signals = -1;

void watch_signals(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    signals = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
    /* Ctrl-Alt-Del is a SIGINT to init, not a reset. */
    reboot(RB_DISABLE_CAD);
}

/* Children are looked for in any case. A power failure is a request to stop; the rest is the program's business. */
static void take_signals(void) {
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == sizeof info) {
        int number = (int)info.ssi_signo;
        if (number == SIGINT || number == SIGPWR) program_stop(BUTTON_PATIENCE);
        else if (number != SIGCHLD && program_pid() > 0) kill(program_pid(), number);
    }
}

static void take_uevents(void) {
    bool news = false;
    for (struct uevent event; uevents_next(&event);) {
        char node[64] = "/dev/";
        bool is_disk = !strcmp(event.subsystem, "block");
        if (is_disk && !strcmp(event.action, "remove")) mounts_device_gone(strcat(node, event.device));
        if (!strcmp(event.action, "add") && (is_disk || !strcmp(event.subsystem, "virtio"))) news = true;
    }
    /* Mounting may write to a file system that is frozen; the thaw looks again. */
    if (news && !is_anything_frozen()) mounts_examine();
}

static int time_left(void) {
    milliseconds first = program_deadline();
    if (freezer_deadline() < first) first = freezer_deadline();
    if (mount_requests_deadline() < first) first = mount_requests_deadline();
    if (first == NEVER) return -1;
    milliseconds left = first - now();
    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static void serve(const struct pollfd *watched) {
    if (watched[SIGNALS].revents) take_signals();
    if (watched[AGENT].revents) agent_read(request_handle);
    if (watched[UEVENTS].revents) take_uevents();
    for (size_t i = 0; i < BUTTONS_MAX; i++) {
        if (watched[BUTTONS + i].revents && button_read(i)) program_stop(BUTTON_PATIENCE);
    }
    bool was_frozen = is_anything_frozen();
    freezer_enforce();
    if (was_frozen && !is_anything_frozen()) mounts_examine();
    program_enforce();
    mount_requests_settle();
}

struct outcome watch_program(void) {
    struct outcome outcome;
    while (!program_reap(&outcome)) {
        struct pollfd watched[WATCHED] = {
            [SIGNALS] = {signals, POLLIN, 0}, [AGENT] = {agent_fd(), POLLIN, 0}, [UEVENTS] = {uevents_fd(), POLLIN, 0}};
        for (size_t i = 0; i < BUTTONS_MAX; i++) watched[BUTTONS + i] = (struct pollfd){button_fd(i), POLLIN, 0};
        poll(watched, WATCHED, time_left());
        serve(watched);
    }
    return outcome;
}
