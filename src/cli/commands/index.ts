import type { CommandTable } from '../command.js';

/** Every command. A module is loaded only when its command runs, so that starting costs what the command needs. */
export const COMMANDS: CommandTable = {
  groups: {
    volume: 'Make, fill, inspect and attach volumes',
    image: 'Build and inspect bootable images',
    instance: 'Start, stop and watch instances of images',
    kernel: 'Find and choose guest kernels',
  },
  commands: {
    run: { summary: 'Run a program, or an image, in a guest of its own', load: () => import('./run.js') },
    build: { summary: 'Build the image of a program and print where it is', load: () => import('./build.js') },
    'volume create': {
      summary: 'Make a volume, empty or with the content of a directory',
      load: () => import('./volume/create.js'),
    },
    'volume list': { summary: 'List volumes', load: () => import('./volume/list.js') },
    'volume info': { summary: 'Show all about a volume', load: () => import('./volume/info.js') },
    'volume import': {
      summary: 'Put files into a volume that there is',
      load: () => import('./volume/import.js'),
    },
    'volume resize': { summary: 'Give a volume another size', load: () => import('./volume/resize.js') },
    'volume convert': { summary: 'Give a volume another file system', load: () => import('./volume/convert.js') },
    'volume rename': { summary: 'Give a volume another name', load: () => import('./volume/rename.js') },
    'volume ls': { summary: 'List a directory of a volume', load: () => import('./volume/ls.js') },
    'volume tree': { summary: 'Show all that is in a volume as a tree', load: () => import('./volume/tree.js') },
    'volume cat': { summary: 'Print files of a volume', load: () => import('./volume/cat.js') },
    'volume cp': { summary: 'Copy files out of a volume, or into it', load: () => import('./volume/cp.js') },
    'volume export': {
      summary: 'Copy all of a volume into a directory or a tar archive',
      load: () => import('./volume/export.js'),
    },
    'volume check': {
      summary: 'Verify every structure of a volume, without changing it',
      load: () => import('./volume/check.js'),
    },
    'volume attach': {
      summary: 'Attach a volume to an instance, while it runs or for its next start',
      load: () => import('./volume/attach.js'),
    },
    'volume detach': {
      summary: 'Detach a volume from an instance, after its guest has written everything out',
      load: () => import('./volume/detach.js'),
      aliases: ['detach'],
    },
    'volume delete': {
      summary: 'Delete volumes and all that is in them',
      load: () => import('./volume/delete.js'),
    },
    'image create': { summary: 'Build a bootable image from a program', load: () => import('./image/create.js') },
    'image list': { summary: 'List images', load: () => import('./image/list.js') },
    'image info': { summary: 'Show all about an image', load: () => import('./image/info.js') },
    'image ls': { summary: 'List a directory of an image', load: () => import('./image/ls.js') },
    'image tree': { summary: 'Show all that is in an image as a tree', load: () => import('./image/tree.js') },
    'image cat': { summary: 'Print files of an image', load: () => import('./image/cat.js') },
    'image cp': { summary: 'Copy files out of an image', load: () => import('./image/cp.js') },
    'image delete': { summary: 'Delete images', load: () => import('./image/delete.js') },
    'instance create': {
      summary: 'Start an image as an instance that stays',
      load: () => import('./instance/create.js'),
    },
    'instance list': { summary: 'List instances', load: () => import('./instance/list.js') },
    'instance info': { summary: 'Show all about an instance', load: () => import('./instance/info.js') },
    'instance stop': { summary: 'Stop instances in order', load: () => import('./instance/stop.js') },
    'instance start': {
      summary: 'Boot stopped instances again, with all that was attached',
      load: () => import('./instance/start.js'),
    },
    'instance restart': {
      summary: 'Stop instances in order, and boot them again',
      load: () => import('./instance/restart.js'),
    },
    'instance delete': { summary: 'Delete instances; their volumes stay', load: () => import('./instance/delete.js') },
    'kernel install': {
      summary: 'Fetch a guest kernel from the distribution, without root',
      load: () => import('./kernel/install.js'),
    },
    'kernel list': { summary: 'List the guest kernels of the home', load: () => import('./kernel/list.js') },
    'kernel use': { summary: 'Choose the kernel that guests boot', load: () => import('./kernel/use.js') },
    'kernel delete': { summary: 'Delete a guest kernel', load: () => import('./kernel/delete.js') },
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
