/*
 * The init of the Linux guest: mounts the root disk and the volumes that its image expects, runs its one program, serves
 * the host's requests, and switches the machine off when the program ends. It is all that runs before the program.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"
#include "button.h"
#include "clock.h"
#include "command-line.h"
#include "console.h"
#include "disks.h"
#include "manifest.h"
#include "modules.h"
#include "mounts.h"
#include "network.h"
#include "program.h"
#include "root.h"
#include "shares.h"
#include "shutdown.h"
#include "text.h"
#include "uevents.h"
#include "watch.h"

#define DISK_PATIENCE 10000

/* The guest cannot do what its image asks, so it does nothing at all. */
_Noreturn static void give_up(const char *what, const char *why) {
    shut_down();
    agent_send("fatal", what, why, NULL);
    power_off();
}

_Noreturn static void fail(const char *what, const char *why) {
    console_line(what, why);
    give_up(what, why);
}

static void mount_system(void) {
    mkdir("/proc", 0755);
    mkdir("/sys", 0755);
    mount("dev", "/dev", "devtmpfs", MS_NOSUID, "mode=755");
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    mount("sys", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    /* Descriptors by path, as programs and shells expect them. */
    symlink("/proc/self/fd", "/dev/fd");
    symlink("/proc/self/fd/0", "/dev/stdin");
    symlink("/proc/self/fd/1", "/dev/stdout");
    symlink("/proc/self/fd/2", "/dev/stderr");
}

static void start_machine(const struct command_line *line, struct manifest *manifest) {
    const char *wrong;
    modules_open();
    modules_load("base");
    if ((wrong = root_mount(&line->root_source))) fail(line->root_source.value, wrong);
    if ((wrong = root_read_manifest(manifest))) fail("/.ops/manifest", wrong);
    if ((wrong = root_enter(manifest->read_only_root))) fail("/", wrong);
    sethostname(manifest->hostname, strlen(manifest->hostname));
    network_loopback();
    if (line->static_network) network_static();
}

static void wait_for_disks(unsigned expected) {
    modules_load("scsi");
    for (milliseconds start = now(); disks_count() < expected + 1;) {
        uevents_wait(20);
        if (now() - start < DISK_PATIENCE) continue;
        console_line("disks", "not every attached volume has appeared in 10 s");
        return;
    }
}

static bool wants_shares(const struct manifest *manifest) {
    for (size_t i = 0; i < manifest->mount_count; i++) {
        enum source_kind kind = manifest->mounts[i].source.kind;
        if (kind == SOURCE_SHARE || (kind == SOURCE_VIRTUAL && shares_attached())) return true;
    }
    return false;
}

/* A volume that is not attached may be attached later; a directory, before the next start. */
static void accept_absent(const struct mount *entry) {
    const struct source *source = &entry->wanted->source;
    char text[SOURCE_TEXT_SIZE];
    source_text(source, text);
    agent_send("absent", entry->wanted->path, text, NULL);
    char line[SOURCE_TEXT_SIZE + 64];
    snprintf(line, sizeof line, "waits for %s, which is not attached", text);
    if (source->kind == SOURCE_SHARE) console_line(entry->wanted->path, "its directory is not shared");
    else if (source->kind != SOURCE_VIRTUAL) console_line(entry->wanted->path, line);
}

static void mount_volumes(const struct manifest *manifest, unsigned disks) {
    if (disks > 0) wait_for_disks(disks);
    if (wants_shares(manifest)) modules_load("9p");
    mounts_open(manifest);
    mounts_examine();
    for (size_t i = 0; i < mounts_count(); i++) {
        const struct mount *entry = mounts_get(i);
        if (entry->state == MOUNT_FAILED) give_up(entry->wanted->path, "cannot be mounted");
        if (entry->state == MOUNT_ABSENT) accept_absent(entry);
    }
}

static struct outcome run_program(const struct manifest *manifest, bool has_input) {
    struct outcome outcome;
    console_control();
    if (!program_start(manifest, has_input, &outcome)) return outcome;
    agent_send("started", NUMBER(program_pid()), NUMBER(now()), NULL);
    buttons_open();
    outcome = watch_program();
    console_mark();
    return outcome;
}

int main(void) {
    static struct command_line line;
    static struct manifest manifest;
    if (getpid() != 1) return 1;
    watch_signals();
    mount_system();
    uevents_open();
    console_open();
    agent_open();
    const char *wrong = command_line_read(&line);
    if (wrong) fail("kernel command line", wrong);
    console_set_mark(line.mark);
    start_machine(&line, &manifest);
    mount_volumes(&manifest, line.disks);
    struct outcome outcome = run_program(&manifest, !line.no_input);
    shut_down();
    /* The last of the program's output is out before the host hears of its end. */
    console_drain();
    agent_send("exited", outcome.by_signal ? "signal" : "code", NUMBER(outcome.value), NULL);
    power_off();
}
