import type { CommandTable } from '../command.js';

/** Every command. A module is loaded only when its command runs, so that starting costs what the command needs. */
export const COMMANDS: CommandTable = {
  groups: {
    volume: 'Make, fill, inspect and attach volumes',
    'volume snapshot': 'Keep copies of volumes as they are at a moment',
    image: 'Build and inspect bootable images',
    instance: 'Start, stop and watch instances of images',
    pkg: 'Fetch, make and run packages',
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
    'volume snapshot create': {
      summary: 'Copy a volume as it is now, also while a guest writes it',
      load: () => import('./volume/snapshot/create.js'),
    },
    'volume snapshot list': { summary: 'List snapshots', load: () => import('./volume/snapshot/list.js') },
    'volume snapshot info': {
      summary: 'Show all about a snapshot',
      load: () => import('./volume/snapshot/info.js'),
    },
    'volume snapshot delete': { summary: 'Delete snapshots', load: () => import('./volume/snapshot/delete.js') },
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
    'instance logs': {
      summary: 'Print what the program of an instance has written',
      load: () => import('./instance/logs.js'),
    },
    'instance stats': {
      summary: 'Show what instances use: processor, memory, disks',
      load: () => import('./instance/stats.js'),
    },
    'instance wait': {
      summary: 'Wait until an instance has ended, and print the exit code of its program',
      load: () => import('./instance/wait.js'),
    },
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
    'pkg list': { summary: 'List packages', load: () => import('./pkg/list.js') },
    'pkg get': { summary: 'Fetch a package into the home', load: () => import('./pkg/get.js') },
    'pkg add': {
      summary: 'Make a local package of an archive or a folder',
      load: () => import('./pkg/add.js'),
    },
    'pkg from-run': {
      summary: 'Make a local package of a program and all that it needs',
      load: () => import('./pkg/from-run.js'),
    },
    'pkg contents': { summary: 'List the files of a package', load: () => import('./pkg/contents.js') },
    'pkg describe': { summary: 'Show what a package says of itself', load: () => import('./pkg/describe.js') },
    'pkg load': { summary: 'Run a package in a guest of its own', load: () => import('./pkg/load.js') },
    'pkg delete': { summary: 'Delete packages of the home', load: () => import('./pkg/delete.js') },
    'kernel install': {
      summary: 'Fetch a guest kernel from the distribution, without root',
      load: () => import('./kernel/install.js'),
    },
    'kernel list': { summary: 'List the guest kernels of the home', load: () => import('./kernel/list.js') },
    'kernel use': { summary: 'Choose the kernel that guests boot', load: () => import('./kernel/use.js') },
    'kernel delete': { summary: 'Delete a guest kernel', load: () => import('./kernel/delete.js') },
    update: { summary: 'Fetch a release of Nanos into the home', load: () => import('./update.js') },
    profile: { summary: 'Show the versions of all that runs guests', load: () => import('./profile.js') },
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
