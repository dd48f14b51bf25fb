import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * To be loaded with `node --import <this>?<number>`: ends the process with SIGKILL just before its call of that number,
 * from 0, that changes files of this machine.
 */

const CHANGES = [
  'writeSync',
  'ftruncateSync',
  'fsync',
  'fsyncSync',
  'mkdirSync',
  'renameSync',
  'rmSync',
  'symlinkSync',
];
let left = Number(new URL(import.meta.url).search.slice(1));

function countDown(): void {
  if (left-- === 0) process.kill(process.pid, 'SIGKILL');
}

type Call = (...args: unknown[]) => unknown;
const calls = fs as unknown as Record<string, Call>;

function wrap(name: string, changes: (args: readonly unknown[]) => boolean): void {
  const call = calls[name]!;
  calls[name] = (...args) => {
    if (changes(args)) countDown();
    return call(...args);
  };
}

for (const name of CHANGES) wrap(name, () => true);
wrap('openSync', ([, flags]) => flags !== undefined && flags !== 'r' && flags !== fs.constants.O_RDONLY);
syncBuiltinESMExports();
