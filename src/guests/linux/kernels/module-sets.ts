/** A group of kernel modules that the guest's init loads together. */
export type ModuleSetName = (typeof MODULE_SETS)[number]['name'];

export interface ModuleSet {
  readonly name: string;
  /** Modules that do the work. What they depend on is found in the modules themselves. */
  readonly modules: readonly string[];
  /** A kernel without it is refused; without another one, it lacks a feature. */
  readonly required: boolean;
}

/**
 * What a guest may need, in the order in which it is loaded. `base` always comes first; every other set is complete
 * once `base` is loaded.
 */
export const MODULE_SETS = [
  { name: 'base', modules: ['virtio_pci', 'virtio_blk', 'ext4'], required: true },
  { name: 'scsi', modules: ['virtio_scsi', 'sd_mod'], required: true },
  { name: 'network', modules: ['virtio_net'], required: true },
  // Debian's "cloud" kernels are built without it.
  { name: '9p', modules: ['9pnet_virtio', '9p'], required: false },
  // The power button, and the device that tells of it.
  { name: 'button', modules: ['button', 'evdev'], required: false },
] as const satisfies readonly ModuleSet[];

/**
 * Modules that others want by an alias only. ext4 and jbd2 want checksums of the crypto layer, which the kernel would
 * load by modprobe, and the guest has none.
 */
export const ALIASES: ReadonlyMap<string, string> = new Map([
  ['crypto-crc32c', 'crc32c_generic'],
  ['crc32c', 'crc32c_generic'],
]);
