/* What init does while the program runs. */
#pragma once

#include "program.h"

/* Holds back the signals that init acts on. Before anything is started. */
void watch_signals(void);

/* Serves devices, requests and children until the program has ended. */
struct outcome watch_program(void);
