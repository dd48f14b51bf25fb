import { blockNode, type BlockNode, type DiskImage } from './block-node.js';
import type { NodeName } from './node-name.js';
import type { Device } from './options.js';

interface DiskBase {
  /** Names the block node and the device: see {@link volumeNodeName}. */
  readonly name: NodeName;
  readonly image: DiskImage;
  /** Opens the files read-only, so that any number of machines can share them; the guest sees it, too. */
  readonly readOnly?: boolean;
  /** The guest's firmware boots from it. */
  readonly boot?: boolean;
}

/** A disk with a PCI device of its own: the quickest to boot from, but it cannot be attached later. */
export interface VirtioBlkDisk extends DiskBase {
  readonly bus: 'virtio-blk';
  /** In the guest: `/sys/block/vdX/serial`. At most 20 bytes (VIRTIO 1.2, section 5.2.6). */
  readonly serial?: string;
}

/** A disk on a SCSI controller of the machine; attached and detached while the machine runs. */
export interface ScsiDisk extends DiskBase {
  readonly bus: 'scsi';
  /** Which of the machine's controllers. Default 0, the one that every machine has. */
  readonly controller?: number;
  /** In the guest: page 0x80 of the vital product data, `device/vpd_pg80`. At most 36 bytes: a UUID fits. */
  readonly serial?: string;
  /** In the guest: the designator of page 0x83, such as `persistent-disk-1` for the virtual id `%1`. */
  readonly deviceId?: string;
}

export type Disk = VirtioBlkDisk | ScsiDisk;

/** A SCSI controller; every machine has the first one, so that a volume can be attached to any of them. */
export function scsiController(index: number): Device {
  return { driver: 'virtio-scsi-pci', id: `scsi${index}` };
}

const SERIAL_BYTES = { 'virtio-blk': 20, scsi: 36 } as const;
const DEVICE_ID_BYTES = 247;

/** The block node that opens a disk's files. */
export function diskNode(disk: Disk): BlockNode {
  return blockNode(disk.image, disk.name, { readOnly: disk.readOnly ?? false });
}

/** @throws RangeError when the serial or the device id is longer than the guest would see */
export function diskDevice(disk: Disk): Device {
  checkLength('serial', disk.serial, SERIAL_BYTES[disk.bus]);
  const common = { drive: disk.name, id: disk.name, serial: disk.serial, bootindex: disk.boot ? 0 : undefined };
  if (disk.bus === 'virtio-blk') return { driver: 'virtio-blk-pci', ...common };
  checkLength('device id', disk.deviceId, DEVICE_ID_BYTES);
  return { driver: 'scsi-hd', bus: `scsi${disk.controller ?? 0}.0`, ...common, device_id: disk.deviceId };
}

/** QEMU cuts these without a word, and the guest then finds no disk of that name. */
function checkLength(what: string, text: string | undefined, limit: number): void {
  const length = Buffer.byteLength(text ?? '');
  if (length > limit) throw new RangeError(`${what} of a disk: ${length} bytes, at most ${limit}`);
}
