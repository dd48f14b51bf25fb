import type { CommandTable } from '../command.js';

/** Every command. A module is loaded only when its command runs, so that starting costs what the command needs. */
export const COMMANDS: CommandTable = {
  groups: {
    volume: 'Make, fill, inspect and attach volumes',
    image: 'Build and inspect bootable images',
    instance: 'Start, watch and stop virtual machines',
    kernel: 'Find and choose guest kernels',
    pkg: 'Run ready-made packages',
  },
  commands: {
    help: { summary: 'Show help about a command', load: () => import('./help.js') },
    completion: {
      summary: 'Print a script that completes ops commands in a shell',
      load: () => import('./completion.js'),
    },
    __complete: {
      summary: 'Print what may stand at the cursor, for the scripts of `ops completion`',
      load: () => import('./complete.js'),
      hidden: true,
    },
    version: { summary: 'Show the version of ops', load: () => import('./version.js') },
  },
};
