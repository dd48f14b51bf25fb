/* The agent line, ttyS1: lines between init and the host (docs/formats/agent-protocol.md). */
#pragma once

/* Opens the line and says `ready`. Without a second UART, nothing here does anything. */
void agent_open(void);

/* The descriptor to poll, or -1. */
int agent_fd(void);

/* Sends one line of tokens: an event, or an answer that begins with the number of its request. */
__attribute__((sentinel)) void agent_send(const char *first, ...);

/* Reads what has arrived and hands every whole line on, decoded: `words` ends with a NULL. */
void agent_read(void (*handle)(unsigned request, char **words));

void agent_drain(void);
