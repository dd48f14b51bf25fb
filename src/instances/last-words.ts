import { readTail } from '../qemu/text-tail.js';
import { withoutMarks } from './console-marks.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';

const SHOWN_LINES = 12;

/** The last lines of an instance's console, and what QEMU said: why a guest that is gone has gone. */
export function lastWords({ id }: InstanceRecord, instances: InstanceStore): string {
  const tailOf = (file: Parameters<InstanceStore['fileOf']>[1]): string => readTail(instances.fileOf(id, file), 0);
  // The newer one may have been begun a moment ago.
  const console = withoutMarks(tailOf('oldConsole') + tailOf('console')).replaceAll('\r', '');
  return [console, tailOf('errors')]
    .map((text) => text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n'))
    .filter((text) => text !== '')
    .join('\n');
}
