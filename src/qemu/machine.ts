import type { Bytes } from '../core/size.js';
import type { Accelerator } from './accelerator-kind.js';
import { renderBlockNode } from './block-node.js';
import { CONSOLE_ID } from './console-log.js';
import { DEBUG_EXIT_DEVICE } from './debug-exit.js';
import { diskDevice, diskNode, scsiController, type Disk } from './disk.js';
import { renderDevice, renderOptions, type Device, type Options } from './options.js';
import { renderShare, type Share } from './share.js';
import { checkSocketPath } from './socket-path.js';
import { networkArguments, type UserNetwork } from './user-network.js';

/** What a machine runs first. Paths are absolute. */
export type Boot =
  /** A Linux kernel, loaded by QEMU itself; an uncompressed ELF `vmlinux` starts quickest. */
  | { readonly kind: 'kernel'; readonly kernel: string; readonly initrd?: string; readonly commandLine: string }
  /** The boot code of the disk that has `boot`, under QEMU's own firmware or a `file` (an UEFI image). */
  | { readonly kind: 'firmware'; readonly file?: string };

/** Where the machine is controlled from. */
export interface Monitor {
  /** Unix socket that QEMU makes, always there. */
  readonly socket: string;
  /** Also on 127.0.0.1: whoever can connect to it rules the machine, for it knows no authentication. */
  readonly port?: number;
}

/** The line of the guest's agent: the second serial port. */
export interface AgentLine {
  /** Unix socket that QEMU makes; one client at a time. */
  readonly socket: string;
  /** File that all is appended to what the guest says, whether or not somebody listens. */
  readonly log?: string;
}

/** An x86-64 machine. Its console is the first serial port. */
export interface Machine {
  readonly accelerator: Accelerator;
  readonly memory: Bytes;
  readonly cpus: number;
  readonly boot: Boot;
  readonly monitor: Monitor;
  readonly disks?: readonly Disk[];
  /** SCSI controllers, for guests that need one for each disk that is attached while they run. Default 1. */
  readonly controllers?: number;
  readonly shares?: readonly Share[];
  readonly network?: UserNetwork;
  readonly agent?: AgentLine;
  /** File that the console is appended to; absent: the console is QEMU's standard input and output. */
  readonly consoleLog?: string;
  /** Waits for QMP's `cont` before the first instruction. */
  readonly paused?: boolean;
}

/**
 * QEMU's arguments for `machine`, without the program's name.
 *
 * @throws OpsError `host-file` when the path of a socket is longer than the system takes
 */
export function machineArguments(machine: Machine): string[] {
  return [
    ...boardArguments(machine),
    ...bootArguments(machine.boot),
    ...consoleArguments(machine),
    ...monitorArguments(machine.monitor),
    ...device(DEBUG_EXIT_DEVICE),
    ...controllers(machine).flatMap((controller) => device(controller)),
    ...(machine.disks ?? []).flatMap((disk) => [
      '-blockdev',
      renderBlockNode(diskNode(disk)),
      ...device(diskDevice(disk)),
    ]),
    ...(machine.shares ?? []).flatMap((share, index) => ['-virtfs', renderShare(share, index)]),
    ...(machine.network ? networkArguments(machine.network) : []),
    ...(machine.paused ? ['-S'] : []),
  ];
}

function boardArguments(machine: Machine): string[] {
  return [
    // A kernel with a driver for the SATA controller spends 0.36 s on its empty ports.
    ...['-machine', 'q35,sata=off'],
    ...['-accel', machine.accelerator],
    // Both have RDRAND; without it the guest waits a second for randomness.
    ...['-cpu', machine.accelerator === 'tcg' ? 'max' : 'host'],
    ...['-smp', String(machine.cpus)],
    ...['-m', `${machine.memory}B`],
    ...['-nodefaults', '-no-user-config'],
    ...['-vga', 'none', '-display', 'none'],
    '-no-reboot',
  ];
}

function bootArguments(boot: Boot): string[] {
  if (boot.kind === 'firmware') return boot.file === undefined ? [] : ['-bios', boot.file];
  const initrd = boot.initrd === undefined ? [] : ['-initrd', boot.initrd];
  return ['-kernel', boot.kernel, ...initrd, '-append', boot.commandLine];
}

function consoleArguments({ consoleLog, agent }: Machine): string[] {
  const backend =
    consoleLog === undefined
      ? renderOptions('stdio', { id: CONSOLE_ID, signal: false })
      : renderOptions('file', { id: CONSOLE_ID, path: consoleLog, append: true });
  const console = ['-chardev', backend, '-serial', `chardev:${CONSOLE_ID}`];
  if (agent === undefined) return console;
  const log = agent.log === undefined ? {} : { logfile: agent.log, logappend: true };
  return [...console, '-chardev', socketServer('agent', agent.socket, log), '-serial', 'chardev:agent'];
}

function monitorArguments(monitor: Monitor): string[] {
  const local = ['-chardev', socketServer('qmp', monitor.socket), '-mon', 'chardev=qmp,mode=control'];
  if (monitor.port === undefined) return local;
  const tcp = { id: 'qmp-tcp', host: '127.0.0.1', port: monitor.port, server: true, wait: false };
  return [...local, '-chardev', renderOptions('socket', tcp), '-mon', 'chardev=qmp-tcp,mode=control'];
}

function socketServer(id: string, path: string, more: Options = {}): string {
  checkSocketPath(path);
  return renderOptions('socket', { id, path, server: true, wait: false, ...more });
}

function controllers(machine: Machine): Device[] {
  return Array.from({ length: machine.controllers ?? 1 }, (_, index) => scsiController(index));
}

function device(options: Parameters<typeof renderDevice>[0]): string[] {
  return ['-device', renderDevice(options)];
}
