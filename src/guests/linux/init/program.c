#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "console.h"

#define OPEN_FILES_SOFT 1024 /* what select(2) can take */
#define OPEN_FILES_HARD (512 * 1024)

static pid_t pid;
static milliseconds deadline = NEVER;

struct failure {
    bool in_directory;
    int error;
};

static void take_terminal(bool has_input) {
    setpgid(0, 0);
    console_foreground(getpid());
    int fd = open(console_path(), O_RDWR | O_NOCTTY);
    int input = has_input ? fd : open("/dev/null", O_RDONLY);
    dup2(input, 0);
    dup2(fd, 1);
    dup2(fd, 2);
    if (input != fd && input > 2) close(input);
    if (fd > 2) close(fd);
}

_Noreturn static void become(const struct manifest *manifest, bool has_input, int report) {
    struct rlimit files = {OPEN_FILES_SOFT, OPEN_FILES_HARD};
    struct failure failure = {0};
    sigset_t none;
    take_terminal(has_input);
    setrlimit(RLIMIT_NOFILE, &files);
    umask(022);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    failure.in_directory = chdir(manifest->directory);
    if (!failure.in_directory) execve(manifest->program, manifest->arguments, manifest->environment);
    failure.error = errno;
    /* The pipe is larger than this and nobody else writes: it is all or nothing, and nothing means success. */
    ssize_t written = write(report, &failure, sizeof failure);
    _exit(written == sizeof failure ? 126 : 125);
}

static void explain(const struct manifest *manifest, const struct failure *failure) {
    const char *what = failure->in_directory ? manifest->directory : manifest->program;
    const char *why = strerror(failure->error);
    if (!failure->in_directory && failure->error == ENOENT && !access(what, F_OK)) {
        why = "its interpreter or its dynamic loader is not in the image";
    }
    console_line(what, why);
}

bool program_start(const struct manifest *manifest, bool has_input, struct outcome *outcome) {
    int report[2];
    struct failure failure;
    *outcome = (struct outcome){false, 126};
    if (pipe2(report, O_CLOEXEC)) return false;
    console_silence_kernel();
    console_mark();
    pid = fork();
    if (pid == 0) become(manifest, has_input, report[1]);
    close(report[1]);
    bool started = pid > 0 && read(report[0], &failure, sizeof failure) != sizeof failure;
    close(report[0]);
    if (started) return true;
    console_mark();
    if (pid < 0) failure = (struct failure){false, errno};
    if (pid > 0) waitpid(pid, NULL, 0);
    pid = 0;
    explain(manifest, &failure);
    if (!failure.in_directory && (failure.error == ENOENT || failure.error == ENOTDIR)) outcome->value = 127;
    return false;
}

pid_t program_pid(void) {
    return pid;
}

bool program_reap(struct outcome *outcome) {
    bool ended = false;
    int status;
    for (pid_t child; (child = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (child != pid) continue;
        ended = true;
        pid = 0;
        outcome->by_signal = WIFSIGNALED(status);
        outcome->value = outcome->by_signal ? WTERMSIG(status) : WEXITSTATUS(status);
    }
    return ended;
}

void program_stop(milliseconds patience) {
    if (deadline == NEVER) kill(pid, SIGTERM);
    if (now() + patience < deadline) deadline = now() + patience;
}

milliseconds program_deadline(void) {
    return deadline;
}

void program_enforce(void) {
    if (now() < deadline) return;
    kill(pid, SIGKILL);
    deadline = NEVER;
}
