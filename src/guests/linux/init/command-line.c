#include "command-line.h"

#include <fcntl.h>
#include <string.h>

#include "text.h"

static const char *value_of(const char *word, const char *name) {
    size_t length = strlen(name);
    return strncmp(word, name, length) ? NULL : word + length;
}

const char *command_line_read(struct command_line *line) {
    static char text[4096];
    *line = (struct command_line){0};
    if (file_read(AT_FDCWD, "/proc/cmdline", text, sizeof text) < 0) return "cannot be read";
    const char *value;
    char *rest = text;
    for (char *word; (word = strsep(&rest, " \n"));) {
        if ((value = value_of(word, "ops.root="))) text_copy(line->root, sizeof line->root, value);
        if ((value = value_of(word, "ops.disks=")) && !number_parse(value, &line->disks)) return "ops.disks is no number";
        if ((value = value_of(word, "ops.mark="))) text_copy(line->mark, sizeof line->mark, value);
        if ((value = value_of(word, "ops.input="))) {
            line->no_input = !strcmp(value, "none");
            if (!line->no_input && strcmp(value, "console")) return "ops.input is neither console nor none";
        }
        if ((value = value_of(word, "ops.network="))) {
            line->static_network = !strcmp(value, "static");
            if (!line->static_network && strcmp(value, "none")) return "ops.network is neither static nor none";
        }
    }
    char *colon = strchr(line->root, ':');
    if (!colon) return "ops.root is missing";
    *colon = 0;
    if (!source_parse(line->root, colon + 1, &line->root_source)) return "ops.root is not uuid:<uuid>";
    return NULL;
}
