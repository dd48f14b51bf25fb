import type { BlockNode } from '../block-node.js';
import type { Device } from '../options.js';

type None = Readonly<Record<string, never>>;

/** Source: QEMU, `qapi/run-state.json`. Only what a machine of ours can be in. */
export type RunState =
  | 'prelaunch' | 'running' | 'paused' | 'shutdown' | 'internal-error' | 'io-error' | 'guest-panicked' | 'watchdog'
  | 'debug' | 'inmigrate' | 'postmigrate' | 'finish-migrate' | 'restore-vm' | 'save-vm' | 'suspended' | 'colo'; // prettier-ignore

/** Part of `BlockDeviceInfo`, `qapi/block-core.json`. */
export interface NamedBlockNode {
  readonly 'node-name': string;
  readonly file: string;
  readonly ro: boolean;
  readonly drv: string;
  readonly image: { readonly filename: string; readonly format: string; readonly 'virtual-size': number };
}

/** Part of `BlockInfo`, `qapi/block-core.json`. */
export interface BlockBackend {
  readonly device: string;
  /** Id of the device that shows it to the guest; for virtio a path: `/machine/peripheral/root/virtio-backend`. */
  readonly qdev?: string;
  readonly inserted?: NamedBlockNode;
}

/** Part of `BlockStats`, `qapi/block-core.json`: what the guest did with one disk since the disk was attached. */
export interface BlockTraffic {
  readonly 'node-name'?: string;
  readonly stats: { readonly rd_bytes: number; readonly wr_bytes: number };
}

export interface BlockJob {
  readonly type: string;
  readonly device: string;
  readonly len: number;
  readonly offset: number;
  readonly ready: boolean;
}

/** Commands that we send: arguments and result. A name that is not here does not compile. */
export interface QmpCommands {
  qmp_capabilities: { arguments: { readonly enable?: readonly 'oob'[] }; result: None };
  'query-status': { arguments: None; result: { readonly status: RunState; readonly running: boolean } };
  'query-version': { arguments: None; result: { readonly qemu: { major: number; minor: number; micro: number } } };
  stop: { arguments: None; result: None };
  cont: { arguments: None; result: None };
  system_powerdown: { arguments: None; result: None };
  system_reset: { arguments: None; result: None };
  quit: { arguments: None; result: None };
  'blockdev-add': { arguments: BlockNode; result: None };
  'blockdev-del': { arguments: { readonly 'node-name': string }; result: None };
  device_add: { arguments: Device; result: None };
  /** Done when `DEVICE_DELETED` comes, not when it returns. */
  device_del: { arguments: { readonly id: string }; result: None };
  /** Shrinks without asking, and what was there is gone: check first. Bytes. */
  block_resize: { arguments: { readonly 'node-name': string; readonly size: number }; result: None };
  'query-block': { arguments: None; result: readonly BlockBackend[] };
  'query-named-block-nodes': { arguments: { readonly flat?: boolean }; result: readonly NamedBlockNode[] };
  /** Returns at once; `BLOCK_JOB_COMPLETED` may even come before. */
  'blockdev-backup': {
    arguments: {
      readonly 'job-id': string;
      readonly device: string;
      readonly target: string;
      readonly sync: 'full' | 'top';
    };
    result: None;
  };
  'query-block-jobs': { arguments: None; result: readonly BlockJob[] };
  'block-job-cancel': { arguments: { readonly device: string; readonly force?: boolean }; result: None };
  /** Puts another backend behind a port that is in use. Opens a file that is there already as it is. */
  'chardev-change': {
    arguments: {
      readonly id: string;
      readonly backend: { readonly type: 'file'; readonly data: { readonly out: string; readonly append: boolean } };
    };
    result: object;
  };
  'query-blockstats': { arguments: None; result: readonly BlockTraffic[] };
  /** QEMU's text for people: often ''. */
  'human-monitor-command': { arguments: { readonly 'command-line': string }; result: string };
}

export type QmpCommand = keyof QmpCommands;
