/* Reads manifests with init's own parser. Standard input: manifests, each after its length as 4 bytes, little-endian.
   Standard output, for each: `ok` and the manifest as init understood it, or `no` and why; then a line with a dot. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../../src/guests/linux/init/manifest.h"
#include "../../../../src/guests/linux/init/text.h"

static void print(const char *kind, const char *value) {
    char line[16384];
    size_t used = 0;
    token_append(line, sizeof line, &used, kind);
    token_append(line, sizeof line, &used, value);
    printf("%.*s\n", (int)used, line);
}

static void print_manifest(const struct manifest *manifest) {
    print("program", manifest->program);
    for (char **value = manifest->arguments; *value; value++) print("argument", *value);
    for (char **value = manifest->environment; *value; value++) print("environment", *value);
    print("directory", manifest->directory);
    print("hostname", manifest->hostname);
    print("root", manifest->read_only_root ? "ro" : "rw");
    for (size_t i = 0; i < manifest->mount_count; i++) {
        const struct manifest_mount *mount = &manifest->mounts[i];
        char source[SOURCE_TEXT_SIZE];
        print("source", source_text(&mount->source, source));
        print(mount->read_only ? "ro" : "rw", mount->path);
    }
}

int main(void) {
    unsigned char head[4];
    while (fread(head, 1, 4, stdin) == 4) {
        size_t size = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16 | (size_t)head[3] << 24;
        /* Of exactly this size, so that a sanitizer sees every step beyond it. */
        char *text = malloc(size + 1);
        if (!text || fread(text, 1, size, stdin) != size) return 2;
        text[size] = 0;
        struct manifest manifest;
        const char *wrong = manifest_parse(text, size, &manifest);
        if (wrong) {
            printf("no %s\n", wrong);
        } else {
            printf("ok\n");
            print_manifest(&manifest);
        }
        printf(".\n");
        free(manifest.arguments);
        free(manifest.environment);
        free(text);
    }
    return 0;
}
