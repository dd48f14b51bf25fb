import type { Config } from './generated/config.js';

/**
 * Whether the image asks for a read-only root. Existing files write the flag as a text (`"true"`, `"t"`); a text that
 * says no means no, although Nanos itself takes any value of a flag as yes.
 */
export function hasReadOnlyRoot(config: Config): boolean {
  const flag = config.ManifestPassthrough?.readonly_rootfs ?? false;
  return typeof flag === 'boolean' ? flag : !['', 'f', 'false', 'no', '0'].includes(flag.toLowerCase());
}
