/* What the kernel's command line asks of init: the `ops.` words. */
#pragma once

#include "manifest.h"

struct command_line {
    char root[300];    /* the text that `root_source` points into */
    struct source root_source;
    unsigned disks;    /* volume disks that are attached from the start */
    bool static_network;
    bool no_input;     /* nobody types on the console: the program's input is empty */
    char mark[64];     /* empty: the program's output is not marked */
};

/* NULL when all is well, otherwise what is wrong. */
const char *command_line_read(struct command_line *line);
