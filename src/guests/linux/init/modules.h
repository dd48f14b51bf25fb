/* Kernel modules, from the initramfs' /modules/<set>/NN-<name>.ko. */
#pragma once

/* Keeps /modules reachable after the switch of roots. */
void modules_open(void);

/*
 * Loads a set in the order of its names, once. A kernel that has the drivers built in comes without the set, and a
 * module that is there already is fine; any other failure is one line on the console.
 */
void modules_load(const char *set);
