/* Runs init's reader of the agent line natively: standard input is the line; standard output is what init sends, and
   `heard <number> <words>` for every request that it would act on. */
#include <stdio.h>

#include "../../../../src/guests/linux/init/agent.h"
#include "../../../../src/guests/linux/init/serial.h"
#include "../../../../src/guests/linux/init/text.h"

bool serial_open(struct serial *serial, const char *path, enum serial_mode mode) {
    (void)path, (void)mode;
    serial->fd = 0;
    return true;
}

void serial_write(struct serial *serial, const char *bytes, size_t size) {
    (void)serial;
    fwrite(bytes, 1, size, stdout);
}

void serial_drain(struct serial *serial) {
    (void)serial;
}

static void handle(unsigned request, char **words) {
    char line[16384];
    size_t used = 0;
    token_append(line, sizeof line, &used, "heard");
    token_append(line, sizeof line, &used, NUMBER(request));
    for (; *words; words++) token_append(line, sizeof line, &used, *words);
    printf("%.*s\n", (int)used, line);
}

int main(void) {
    agent_open();
    agent_read(handle);
    return 0;
}
