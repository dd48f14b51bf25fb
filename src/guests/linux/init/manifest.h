/* What the image asks of its guest: the program and the mounts it expects (docs/formats/manifest.md). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define MANIFEST_MAX_BYTES (1u << 20)
#define MANIFEST_MAX_MOUNTS 64

enum source_kind { SOURCE_NAME, SOURCE_UUID, SOURCE_VIRTUAL, SOURCE_SHARE };

/* What is mounted: a volume's name or UUID, the number of a virtual id, or the tag of a shared host directory. */
struct source {
    enum source_kind kind;
    const char *value;
};

struct manifest_mount {
    struct source source;
    const char *path;
    bool read_only;
};

struct manifest {
    const char *program;
    char **arguments;   /* argv, with its NULL */
    char **environment; /* envp, with its NULL */
    const char *directory;
    const char *hostname;
    bool read_only_root;
    struct manifest_mount mounts[MANIFEST_MAX_MOUNTS];
    size_t mount_count;
};

/*
 * Reads a manifest. The text is cut up in place and must outlive the manifest; text[size] is a NUL of the caller's.
 * NULL when it is well-formed, otherwise what is wrong with it.
 */
const char *manifest_parse(char *text, size_t size, struct manifest *manifest);

/* A source as one word, `<kind>:<value>`. */
#define SOURCE_TEXT_SIZE 300
const char *source_text(const struct source *source, char text[SOURCE_TEXT_SIZE]);

/* Reads a source from its two words. False when the kind is unknown or the value is not one of that kind. */
bool source_parse(const char *kind, const char *value, struct source *source);
