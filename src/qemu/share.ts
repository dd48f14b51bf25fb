import { renderOptions } from './options.js';

/** A directory of the host that the guest mounts over 9p (`mount -t 9p -o trans=virtio,version=9p2000.L <tag>`). */
export interface Share {
  /** Absolute path on the host. */
  readonly path: string;
  /** What the guest asks for: 1 to 31 bytes. */
  readonly tag: string;
  readonly readOnly: boolean;
}

const TAG_BYTES = 31;

/**
 * The value of `-virtfs`. The guest acts with the rights of the QEMU process (`security_model=none`): files keep their
 * plain names, modes and links on the host, with or without root. `multidevs=remap` keeps inode numbers apart where
 * the directory spans file systems.
 *
 * @throws RangeError when the tag is empty or too long
 */
export function renderShare(share: Share, index: number): string {
  const length = Buffer.byteLength(share.tag);
  if (length === 0 || length > TAG_BYTES) throw new RangeError(`mount tag "${share.tag}": 1 to ${TAG_BYTES} bytes`);
  return renderOptions('local', {
    path: share.path,
    mount_tag: share.tag,
    security_model: 'none',
    multidevs: 'remap',
    readonly: share.readOnly ? true : undefined,
    id: `share${index}`,
  });
}
