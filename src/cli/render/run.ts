import { formatMountSource, type Mount } from '../../core/mount.js';
import { formatSize } from '../../core/size.js';
import type { GuestOutcome } from '../../instances/guest.js';
import type { RunStart } from '../../instances/run-instance.js';
import type { RunRequest } from '../../instances/run-request.js';
import { describeAccelerator } from '../../qemu/accelerator.js';
import { FORWARD_HOST } from '../../qemu/user-network.js';
import { formatDuration } from './time.js';

const RULE = '─────';

/** What is about to start, some lines above the program's own output. */
export function describeStart({ record, guest, root }: RunStart, request: RunRequest): string {
  const { ports, qmp } = record;
  return [
    ['image', describeRoot(record.name, root)],
    ['guest', `${guest.title} · ${describeAccelerator(guest.accelerator)}`],
    ...request.mounts.map((mount) => ['mounts', describeMount(mount, record)]),
    ...ports.map(({ host, guest, protocol }) => [
      'ports',
      `${FORWARD_HOST}:${host} -> ${guest}${protocol === 'udp' ? ' udp' : ''}`,
    ]),
    ...(qmp.port === null ? [] : [['qmp', `${FORWARD_HOST}:${qmp.port}, without authentication`]]),
  ]
    .map(([name = '', value = ''], index, lines) => (name === lines[index - 1]?.[0] ? '' : name).padEnd(9) + value)
    .concat(RULE)
    .join('\n');
}

/** How it ended, under the program's own output. */
export function describeEnd(name: string, { exitCode, signal, milliseconds }: GuestOutcome): string {
  const how = signal === null ? `exit ${exitCode}` : `killed by signal ${signal}`;
  return `stopped  ${name}  (${how}, up ${formatDuration(milliseconds)})`;
}

function describeRoot(name: string, { built }: RunStart['root']): string {
  if (built === undefined) return name;
  const { files, content, description, milliseconds } = built;
  return `${name}  (${description}, ${files} files, ${formatSize(content)})  built in ${formatDuration(milliseconds)}`;
}

function describeMount({ source, path, readOnly }: Mount, { volumes, shares }: RunStart['record']): string {
  const volume = volumes.find((place) => place.path === path);
  const share = shares.find((place) => place.path === path);
  const access = ((volume ?? share)?.readOnly ?? readOnly) ? 'ro' : 'rw';
  const shown = formatMountSource(source);
  if (source.kind !== 'virtual') return `${shown} -> ${path}  ${access}`;
  const what = volume?.name ?? share?.hostPath;
  return what === undefined
    ? `${shown} -> ${path}  ${access} (nothing is attached there yet)`
    : `${what} (${shown}) -> ${path}  ${access}`;
}
