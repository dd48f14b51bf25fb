import type { ChangedVolume } from '../provider/volumes.js';
import type { Output } from './output.js';

/** Says when a volume was not as its guest should have left it. */
export function noteRecovery({ volume, recovered }: ChangedVolume, output: Output): void {
  if (!recovered) return;
  output.note(`${volume.name} was not unmounted by its last guest: what its journal held was put in its place`);
}
