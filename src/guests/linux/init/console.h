/* The console, ttyS0: the kernel's messages, init's own lines, and the program's input and output. */
#pragma once

/* Opens the console for init's lines and keeps it open, so that what the program wrote is never thrown away. */
void console_open(void);

/* What the marks around the program's output are made of; without it there are none. */
void console_set_mark(const char *secret);

/* Marks where the program's output begins or ends, between the kernel's lines and init's own. */
void console_mark(void);

/* Keeps the kernel's lines off the console from now on, but for those of a panic: they would get into the program's. */
void console_silence_kernel(void);

/* One line, `ops: <what>: <why>`. Only for what went wrong: a console where all is well shows the program alone. */
void console_line(const char *what, const char *why);

/* The path of the terminal that the program gets. */
const char *console_path(void);

/* Makes the console the controlling terminal of init's session. */
void console_control(void);

/* The process group that the terminal belongs to. */
void console_foreground(int group);

void console_drain(void);
