import type { InstanceStats } from '../../provider/instances.js';
import type { Column } from './table.js';
import { formatDuration } from './time.js';

/** What instances use; `-j` has all of it. */
export const STATS_COLUMNS: readonly Column<InstanceStats>[] = [
  { heading: 'NAME', value: ({ name }) => name },
  { heading: 'STATUS', value: ({ status }) => status, givesWay: 3 },
  { heading: 'CPU', value: ({ cpu }) => (cpu === null ? undefined : `${(cpu * 100).toFixed(1)}%`) },
  { heading: 'MEMORY', kind: 'size', value: ({ memory }) => memory ?? undefined },
  { heading: 'GUEST MEMORY', kind: 'size', value: ({ guest }) => used(guest?.memory), givesWay: 4 },
  { heading: 'UP', value: ({ guest }) => formatUp(guest?.uptimeMilliseconds), givesWay: 2 },
  { heading: 'FILE SYSTEMS', value: ({ guest }) => guest?.filesystems.map(formatUsage).join(', '), givesWay: 1 },
  { heading: 'READ', kind: 'size', value: ({ disks }) => disks?.reduce((sum, { read }) => sum + read, 0), givesWay: 5 },
  {
    heading: 'WRITTEN',
    kind: 'size',
    value: ({ disks }) => disks?.reduce((sum, { written }) => sum + written, 0),
    givesWay: 5,
  },
];

interface Room {
  readonly total: number;
  readonly available: number;
}

function used(room: Room | null | undefined): number | undefined {
  return room ? room.total - room.available : undefined;
}

function formatUp(milliseconds: number | null | undefined): string | undefined {
  return milliseconds === null || milliseconds === undefined ? undefined : formatDuration(milliseconds);
}

/** `/data 12%` */
function formatUsage({ path, total, available }: Room & { readonly path: string }): string {
  return `${path} ${total === 0 ? 0 : Math.round(((total - available) / total) * 100)}%`;
}
