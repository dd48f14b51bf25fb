import type { Loss, LossKind } from '../core/loss.js';
import type { Output } from './output.js';

/** What is lost of files. Files that are left out as a whole are called by what they are. */
const LOST: Readonly<Record<LossKind, (count: number) => string>> = {
  owner: (count) => `the owners of ${plural(count, 'file')}`,
  mode: (count) => `the permissions of ${plural(count, 'file')}`,
  time: (count) => `the times of ${plural(count, 'file')}`,
  attribute: (count) => `extended attributes of ${plural(count, 'file')}`,
  flags: (count) => `the flags of ${plural(count, 'file')}`,
  device: (count) => plural(count, 'device'),
  fifo: (count) => plural(count, 'FIFO'),
  socket: (count) => plural(count, 'socket'),
  label: () => 'the label',
};

/** `the owners of 3 files (such as /a), 2 sockets (such as /run/x)` */
export function describeLosses(losses: readonly Loss[]): string {
  return losses
    .map(({ kind, count, example }) => LOST[kind](count) + (example === '' ? '' : ` (such as ${example})`))
    .join(', ');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Says what is not in a volume, since its file system cannot hold it. */
export function noteLosses(losses: readonly Loss[], filesystem: string | null, output: Output): void {
  if (losses.length > 0) output.note(`not kept, ${filesystem ?? ''} cannot hold it: ${describeLosses(losses)}`);
}
