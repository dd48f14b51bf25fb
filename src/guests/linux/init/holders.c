#include "holders.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

#define MAX_HOLDERS 32
#define PATH_SIZE 4096

static bool is_inside(const char *path, const char *directory) {
    size_t length = strlen(directory);
    return !strncmp(path, directory, length) && (path[length] == '/' || !path[length]);
}

static bool link_is_inside(const char *link, const char *directory, char *path) {
    ssize_t length = readlink(link, path, PATH_SIZE - 1);
    path[length > 0 ? length : 0] = 0;
    return is_inside(path, directory);
}

static bool descriptor_is_inside(const char *process, const char *directory, char *path) {
    char name[64];
    snprintf(name, sizeof name, "%s/fd", process);
    DIR *descriptors = opendir(name);
    bool found = false;
    for (struct dirent *entry; descriptors && !found && (entry = readdir(descriptors));) {
        snprintf(name, sizeof name, "%s/fd/%.16s", process, entry->d_name);
        found = link_is_inside(name, directory, path);
    }
    if (descriptors) closedir(descriptors);
    return found;
}

/* A file can be mapped and closed. */
static bool mapping_is_inside(const char *process, const char *directory, char *path) {
    char name[64], line[PATH_SIZE + 128];
    snprintf(name, sizeof name, "%s/maps", process);
    FILE *maps = fopen(name, "re");
    bool found = false;
    while (maps && !found && fgets(line, sizeof line, maps)) {
        char *mapped = strchr(line, '/');
        if (!mapped) continue;
        mapped[strcspn(mapped, "\n")] = 0;
        found = is_inside(mapped, directory);
        if (found) text_copy(path, PATH_SIZE, mapped);
    }
    if (maps) fclose(maps);
    return found;
}

static bool holds(const char *process, const char *directory, char *path) {
    static const char *const links[] = {"cwd", "root", "exe"};
    for (int i = 0; i < 3; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s/%s", process, links[i]);
        if (link_is_inside(name, directory, path)) return true;
    }
    return descriptor_is_inside(process, directory, path) || mapping_is_inside(process, directory, path);
}

void holders_find(const char *directory, void (*found)(pid_t pid, const char *command, const char *path)) {
    static char path[PATH_SIZE];
    DIR *processes = opendir("/proc");
    int count = 0;
    for (struct dirent *entry; processes && count < MAX_HOLDERS && (entry = readdir(processes));) {
        char process[32], name[64], command[64];
        if (!isdigit((unsigned char)entry->d_name[0])) continue;
        snprintf(process, sizeof process, "/proc/%.16s", entry->d_name);
        if (!holds(process, directory, path)) continue;
        snprintf(name, sizeof name, "%s/comm", process);
        if (file_read(AT_FDCWD, name, command, sizeof command) < 0) continue;
        command[strcspn(command, "\n")] = 0;
        found((pid_t)atoi(entry->d_name), command, path);
        count++;
    }
    if (processes) closedir(processes);
}
