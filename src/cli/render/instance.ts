import type { AttachedVolume, InstanceInfo, InstancePlace, InstancePort } from '../../provider/instances.js';
import { formatMountInfo } from './mounts.js';
import { formatDuration } from './time.js';

/** What the image of an instance expects and does not have yet, and how to attach it. */
export function describeWaiting({ name, waiting }: InstanceInfo): string {
  const [first] = waiting;
  const what = first?.source.startsWith('%') ? `${first.source}:<volume>` : (first?.source ?? '');
  return `nothing is attached at ${waiting.map(formatMountInfo).join(', ')}\n  ops volume attach ${name} ${what}`;
}

/** `attached  data -> /data  rw   (mounted by the guest in 31 ms)` */
export function describeAttached({ name, places, mounted, milliseconds }: AttachedVolume): string {
  const how = mounted ? `mounted by the guest in ${formatDuration(milliseconds)}` : 'from the next start on';
  return places
    .map(({ path, readOnly }) => `attached  ${name} -> ${path}  ${readOnly ? 'ro' : 'rw'}   (${how})`)
    .join('\n');
}

/** `data -> /data`, `more (%2) -> /more ro` */
export function formatPlace({ name, path, readOnly, virtualId }: InstancePlace): string {
  return `${name}${virtualId === null ? '' : ` (%${virtualId})`} -> ${path}${readOnly ? ' ro' : ''}`;
}

/** `127.0.0.1:8080->80`, `127.0.0.1:53->53/udp` */
export function formatPort({ host, guest, protocol }: InstancePort): string {
  return `127.0.0.1:${host}->${guest}${protocol === 'udp' ? '/udp' : ''}`;
}

/** `running`, `stopped (exit 3)`, `failed` */
export function formatStatus({ status, exitCode }: InstanceInfo): string {
  return exitCode === null ? status : `${status} (exit ${exitCode})`;
}

/** How long it has run: `3 m`; empty when it does not. */
export function formatUptime({ status, started }: InstanceInfo, now: Date): string {
  if (status !== 'running' || started === null) return '';
  return formatDuration(now.getTime() - new Date(started).getTime());
}

/** The volumes that were made for an instance and have outlived it. */
export function describeMadeLeft({ made }: Pick<InstanceInfo, 'made'>): string {
  const names = made.map(({ name }) => name).join(' ');
  const [whose, stays] = made.length === 1 ? ['its volume', 'stays'] : ['its volumes', 'stay'];
  return `${whose} ${names} ${stays}\n  ops volume delete ${names}, or -v the next time`;
}
