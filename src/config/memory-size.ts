import { type Bytes, parseSize } from '../core/size.js';

/**
 * Reads `RunConfig.Memory` or `-m`. Unlike any other size, a number without a unit is MiB: that is how QEMU reads what
 * OPS hands it, and so how existing files are written.
 *
 * @throws OpsError `size-invalid`
 * @example parseMemory('512') // 536870912
 */
export function parseMemory(text: string): Bytes {
  return parseSize(/^\d+(\.\d+)?$/.test(text) ? `${text}m` : text);
}
