/* Time since boot. */
#pragma once

#include <limits.h>

typedef long long milliseconds;

#define NEVER LLONG_MAX

milliseconds now(void);

void sleep_for(milliseconds time);
