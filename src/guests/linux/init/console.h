/* The console, ttyS0: the kernel's messages, init's own lines, and the program's input and output. */
#pragma once

/* Opens the console for init's lines and keeps it open, so that what the program wrote is never thrown away. */
void console_open(void);

/* One line, `ops: <what>: <why>`. Only for what went wrong: a console where all is well shows the program alone. */
void console_line(const char *what, const char *why);

/* The path of the terminal that the program gets. */
const char *console_path(void);

/* Makes the console the controlling terminal of init's session. */
void console_control(void);

/* The process group that the terminal belongs to. */
void console_foreground(int group);

void console_drain(void);
