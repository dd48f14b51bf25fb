#include "manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define MAX_TOKENS 5
#define MAX_PATH_BYTES 4095
#define MAX_HOSTNAME_BYTES 64
#define MAX_NAME_BYTES 255
#define MAX_TAG_BYTES 31

static const char *const kind_names[] = {"name", "uuid", "virtual", "share"};

const char *source_text(const struct source *source, char text[SOURCE_TEXT_SIZE]) {
    snprintf(text, SOURCE_TEXT_SIZE, "%s:%s", kind_names[source->kind], source->value);
    return text;
}

static bool is_uuid(const char *text) {
    if (strlen(text) != 36) return false;
    for (int i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !strchr("0123456789abcdef", text[i])) return false;
    }
    return true;
}

static bool is_virtual_number(const char *text) {
    unsigned number;
    return text[0] != '0' && strlen(text) <= 5 && number_parse(text, &number);
}

static bool has_length(const char *text, size_t most) {
    size_t length = strlen(text);
    return length >= 1 && length <= most;
}

bool source_parse(const char *kind, const char *value, struct source *source) {
    for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++) {
        if (strcmp(kind, kind_names[i])) continue;
        *source = (struct source){(enum source_kind)i, value};
        switch (source->kind) {
            case SOURCE_NAME: return has_length(value, MAX_NAME_BYTES);
            case SOURCE_UUID: return is_uuid(value);
            case SOURCE_VIRTUAL: return is_virtual_number(value);
            case SOURCE_SHARE: return has_length(value, MAX_TAG_BYTES);
        }
    }
    return false;
}

/* Absolute, and without an empty, "." or ".." component; "/" itself is one such path. */
static bool is_path(const char *path) {
    if (path[0] != '/' || strlen(path) > MAX_PATH_BYTES) return false;
    if (!path[1]) return true;
    for (const char *part = path + 1;; part++) {
        size_t length = strcspn(part, "/");
        if (length == 0 || (length <= 2 && !strncmp(part, "..", length))) return false;
        part += length;
        if (!*part) return true;
    }
}

/* The guest cannot run with these covered. */
static bool is_system_path(const char *path) {
    static const char *const system[] = {"/dev", "/proc", "/sys"};
    for (int i = 0; i < 3; i++) {
        size_t length = strlen(system[i]);
        if (!strncmp(path, system[i], length) && (path[length] == '/' || !path[length])) return true;
    }
    return !strcmp(path, "/");
}

struct reader {
    struct manifest *manifest;
    size_t arguments, environment;
    bool has_root;
};

static const char *read_once(const char **field, char *value, bool valid, const char *why) {
    if (*field) return "is there twice";
    if (!valid) return why;
    *field = value;
    return NULL;
}

static const char *read_program(struct reader *reader, char **values) {
    bool valid = is_path(values[0]) && values[0][1];
    return read_once(&reader->manifest->program, values[0], valid, "is not an absolute, normalised path");
}

static const char *read_argument(struct reader *reader, char **values) {
    reader->manifest->arguments[reader->arguments++] = values[0];
    return NULL;
}

static const char *read_environment(struct reader *reader, char **values) {
    if (values[0][0] == '=' || !strchr(values[0], '=')) return "is not NAME=VALUE";
    reader->manifest->environment[reader->environment++] = values[0];
    return NULL;
}

static const char *read_directory(struct reader *reader, char **values) {
    const char *why = "is not an absolute, normalised path";
    return read_once(&reader->manifest->directory, values[0], is_path(values[0]), why);
}

static const char *read_hostname(struct reader *reader, char **values) {
    bool valid = has_length(values[0], MAX_HOSTNAME_BYTES);
    return read_once(&reader->manifest->hostname, values[0], valid, "is not of 1 to 64 bytes");
}

static const char *read_access(const char *word, bool *read_only) {
    *read_only = !strcmp(word, "ro");
    return *read_only || !strcmp(word, "rw") ? NULL : "is neither rw nor ro";
}

static const char *read_root(struct reader *reader, char **values) {
    if (reader->has_root) return "is there twice";
    reader->has_root = true;
    return read_access(values[0], &reader->manifest->read_only_root);
}

static const char *read_mount(struct reader *reader, char **values) {
    struct manifest *manifest = reader->manifest;
    if (manifest->mount_count == MANIFEST_MAX_MOUNTS) return "is one more than the 64 that a guest can have";
    struct manifest_mount *mount = &manifest->mounts[manifest->mount_count];
    if (!source_parse(values[0], values[1], &mount->source)) return "has a source that is not one";
    if (!is_path(values[2]) || is_system_path(values[2])) return "has a path where nothing can be mounted";
    for (size_t i = 0; i < manifest->mount_count; i++) {
        if (!strcmp(manifest->mounts[i].path, values[2])) return "has a path that is there twice";
    }
    mount->path = values[2];
    manifest->mount_count++;
    return read_access(values[3], &mount->read_only);
}

static const struct line_kind {
    const char *name;
    size_t values;
    const char *(*read)(struct reader *reader, char **values);
} line_kinds[] = {
    {"program", 1, read_program},     {"argument", 1, read_argument}, {"environment", 1, read_environment},
    {"directory", 1, read_directory}, {"hostname", 1, read_hostname}, {"root", 1, read_root},
    {"mount", 4, read_mount},
};

static const char *read_line(struct reader *reader, char *line) {
    char *tokens[MAX_TOKENS];
    size_t count = 0;
    for (char *rest = line; rest;) {
        if (count == MAX_TOKENS) return "has too many words";
        tokens[count] = strsep(&rest, " ");
        if (!token_decode(tokens[count]) || !utf8_valid(tokens[count])) return "is not well encoded";
        count++;
    }
    for (size_t i = 0; i < sizeof line_kinds / sizeof *line_kinds; i++) {
        if (strcmp(tokens[0], line_kinds[i].name)) continue;
        if (count - 1 != line_kinds[i].values) return "has the wrong number of words";
        return line_kinds[i].read(reader, tokens + 1);
    }
    return "is of an unknown kind";
}

static const char *missing_line(const struct reader *reader) {
    if (!reader->manifest->program) return "there is no program";
    if (reader->arguments == 0) return "there is no argument";
    if (!reader->manifest->directory) return "there is no directory";
    if (!reader->manifest->hostname) return "there is no hostname";
    return reader->has_root ? NULL : "there is no root";
}

const char *manifest_parse(char *text, size_t size, struct manifest *manifest) {
    static const char first[] = "ops-manifest 1\n";
    static char why[128];
    *manifest = (struct manifest){0};
    if (size > MANIFEST_MAX_BYTES) return "larger than 1 MiB";
    if (strncmp(text, first, sizeof first - 1)) return "not a manifest of version 1";
    if (strlen(text) != size || text[size - 1] != '\n') return "cut off, or not text";
    size_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++) lines++;
    manifest->arguments = calloc(lines, sizeof(char *));
    manifest->environment = calloc(lines, sizeof(char *));
    if (!manifest->arguments || !manifest->environment) return "no memory";
    struct reader reader = {.manifest = manifest};
    char *rest = text + sizeof first - 1;
    for (unsigned number = 2; *rest; number++) {
        const char *wrong = read_line(&reader, strsep(&rest, "\n"));
        if (!wrong) continue;
        snprintf(why, sizeof why, "line %u %s", number, wrong);
        return why;
    }
    return missing_line(&reader);
}
