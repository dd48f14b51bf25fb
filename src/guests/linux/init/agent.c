#include "agent.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "serial.h"
#include "text.h"

#define PROTOCOL_VERSION "1"
#define MAX_WORDS 8

static struct serial line = {.fd = -1};

static struct {
    char text[4096];
    size_t used;
    bool skipping; /* the rest of a line that was too long */
} input;

void agent_open(void) {
    if (serial_open(&line, "/dev/ttyS1", SERIAL_RAW)) agent_send("ready", PROTOCOL_VERSION, NULL);
}

int agent_fd(void) {
    return line.fd;
}

void agent_send(const char *first, ...) {
    static char text[16384];
    size_t used = 0;
    va_list tokens;
    va_start(tokens, first);
    for (const char *token = first; token; token = va_arg(tokens, const char *)) {
        token_append(text, sizeof text - 1, &used, token);
    }
    va_end(tokens);
    text[used++] = '\n';
    serial_write(&line, text, used);
}

static void take_line(char *text, void (*handle)(unsigned request, char **words)) {
    char *words[MAX_WORDS + 1] = {0};
    size_t count = 0;
    unsigned request;
    char *rest = text;
    /* What has no number is not a request: the end of a line that someone else began, or noise. Nobody waits for it. */
    char *number = strsep(&rest, " ");
    if (!number_parse(number, &request)) return;
    if (input.skipping) {
        agent_send(number, "error", error_name(E2BIG), "the line is longer than 4095 bytes", NULL);
        return;
    }
    bool well_formed = rest != NULL;
    while (rest && count < MAX_WORDS && well_formed) {
        words[count] = strsep(&rest, " ");
        well_formed = token_decode(words[count++]);
    }
    if (rest || !well_formed) {
        agent_send(number, "error", error_name(EBADMSG), "the request is not well-formed", NULL);
        return;
    }
    handle(request, words);
}

static void take_byte(char byte, void (*handle)(unsigned request, char **words)) {
    if (byte == '\n') {
        if (!input.skipping) {
            input.text[input.used] = 0;
            take_line(input.text, handle);
        }
        input.used = 0;
        input.skipping = false;
        return;
    }
    if (input.skipping) return;
    /* A NUL would end the text before its end; no token has one. */
    input.text[input.used++] = byte ? byte : ' ';
    if (input.used < sizeof input.text) return;
    input.text[input.used - 1] = 0;
    input.skipping = true;
    take_line(input.text, handle);
}

void agent_read(void (*handle)(unsigned request, char **words)) {
    char bytes[512];
    ssize_t count;
    while ((count = read(line.fd, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < count; i++) take_byte(bytes[i], handle);
    }
    if (count == 0 || errno == EAGAIN || errno == EINTR) return;
    /* The line is gone for good; without this its descriptor would be ready for ever. */
    close(line.fd);
    line.fd = -1;
}

void agent_drain(void) {
    serial_drain(&line);
}
