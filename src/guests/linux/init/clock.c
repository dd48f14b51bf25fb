#include "clock.h"

#include <time.h>

milliseconds now(void) {
    struct timespec time;
    clock_gettime(CLOCK_BOOTTIME, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

void sleep_for(milliseconds time) {
    struct timespec span = {time / 1000, time % 1000 * 1000000};
    nanosleep(&span, NULL);
}
