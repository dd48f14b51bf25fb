#include "network.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <net/route.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "console.h"
#include "modules.h"
#include "text.h"

#define ADDRESS "10.0.2.15"
#define NETMASK "255.255.255.0"
#define GATEWAY "10.0.2.2"
#define DEVICE_PATIENCE 2000

static struct sockaddr address_of(const char *text) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    struct sockaddr generic;
    inet_pton(AF_INET, text, &address.sin_addr);
    memcpy(&generic, &address, sizeof generic);
    return generic;
}

static bool raise_interface(int fd, const char *name) {
    struct ifreq request = {0};
    text_copy(request.ifr_name, sizeof request.ifr_name, name);
    if (ioctl(fd, SIOCGIFFLAGS, &request)) return false;
    request.ifr_flags |= IFF_UP | IFF_RUNNING;
    return !ioctl(fd, SIOCSIFFLAGS, &request);
}

static bool set_address(int fd, const char *name, unsigned long what, const char *address) {
    struct ifreq request = {0};
    text_copy(request.ifr_name, sizeof request.ifr_name, name);
    request.ifr_addr = address_of(address);
    return !ioctl(fd, what, &request);
}

static bool set_gateway(int fd) {
    struct rtentry route = {.rt_flags = RTF_UP | RTF_GATEWAY};
    route.rt_dst = address_of("0.0.0.0");
    route.rt_genmask = address_of("0.0.0.0");
    route.rt_gateway = address_of(GATEWAY);
    return !ioctl(fd, SIOCADDRT, &route);
}

static bool find_interface(char name[IFNAMSIZ]) {
    DIR *directory = opendir("/sys/class/net");
    bool found = false;
    for (struct dirent *entry; directory && !found && (entry = readdir(directory));) {
        char path[300];
        /* What sits on a bus is a network device; the loopback interface and tunnels do not. */
        snprintf(path, sizeof path, "/sys/class/net/%s/device", entry->d_name);
        found = entry->d_name[0] != '.' && !access(path, F_OK);
        if (found) text_copy(name, IFNAMSIZ, entry->d_name);
    }
    if (directory) closedir(directory);
    return found;
}

void network_loopback(void) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    raise_interface(fd, "lo");
    close(fd);
}

void network_static(void) {
    char name[IFNAMSIZ];
    modules_load("network");
    milliseconds start = now();
    while (!find_interface(name)) {
        if (now() - start > DEVICE_PATIENCE) {
            console_line("network", "there is no network device");
            return;
        }
        sleep_for(5);
    }
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool done = set_address(fd, name, SIOCSIFADDR, ADDRESS) && set_address(fd, name, SIOCSIFNETMASK, NETMASK) &&
                raise_interface(fd, name) && set_gateway(fd);
    if (!done) console_line("network", strerror(errno));
    close(fd);
}
