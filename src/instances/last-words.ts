import { readTail } from '../qemu/text-tail.js';
import { consoleMark } from './guest-console.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';

const SHOWN_LINES = 12;

/** The last lines of an instance's console, and what QEMU said: why a guest that is gone has gone. */
export function lastWords(record: InstanceRecord, instances: InstanceStore): string {
  const mark = consoleMark(record.settings.consoleSecret).toString('latin1');
  const console = readTail(instances.fileOf(record.id, 'console'), 0).replaceAll(mark, '').replaceAll('\r', '');
  const errors = readTail(instances.fileOf(record.id, 'errors'), 0);
  return [console, errors]
    .map((text) => text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n'))
    .filter((text) => text !== '')
    .join('\n');
}
