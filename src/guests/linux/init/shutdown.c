#include "shutdown.h"

#include <errno.h>
#include <signal.h>
#include <sys/io.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"
#include "clock.h"
#include "console.h"
#include "filesystems.h"
#include "freezer.h"
#include "mounts.h"
#include "root.h"

#define TERM_PATIENCE 2000
#define KILL_PATIENCE 2000

/* QEMU's isa-debug-exit: a write ends QEMU at once, with the status 2 * value + 1. 33 cannot be anything else's. */
#define EXIT_PORT 0x501
#define EXIT_VALUE 16

static void end_processes(int number, milliseconds patience) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    /* ESRCH: there is nobody left. */
    if (kill(-1, number)) return;
    for (milliseconds end = now() + patience; now() < end;) {
        pid_t pid = waitpid(-1, NULL, WNOHANG);
        if (pid < 0 && errno == ECHILD) return;
        struct timespec time = {0, 50 * 1000000};
        if (pid == 0) sigtimedwait(&child, NULL, &time);
    }
}

void shut_down(void) {
    thaw_all();
    end_processes(SIGTERM, TERM_PATIENCE);
    end_processes(SIGKILL, KILL_PATIENCE);
    sync();
    for (size_t i = mounts_count(); i-- > 0;) {
        struct mount *entry = mounts_get(i);
        if (entry->state == MOUNT_MOUNTED) mount_release(entry, true);
    }
    root_leave();
}

_Noreturn void power_off(void) {
    console_drain();
    agent_drain();
    if (!iopl(3)) outl(EXIT_VALUE, EXIT_PORT);
    reboot(RB_POWER_OFF);
    for (;;) pause();
}
