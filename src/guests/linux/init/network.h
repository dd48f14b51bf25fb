/* The network of QEMU's user mode: a fixed address, no DHCP. */
#pragma once

/* Raises the loopback interface. */
void network_loopback(void);

/* Loads the drivers and gives the first network device 10.0.2.15/24, with the way out over 10.0.2.2. */
void network_static(void);
