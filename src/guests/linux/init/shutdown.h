/* The end of the guest. */
#pragma once

/* Ends every process, writes everything out, unmounts the volumes, and makes the root read-only. */
void shut_down(void);

/* Sends what is still to be sent, and switches the machine off. */
_Noreturn void power_off(void);
