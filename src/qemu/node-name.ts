import { isUuid, uuidFromBytes, uuidToBytes, type Uuid } from '../core/uuid.js';

/**
 * The name of a block node, which is also the id of the device that shows it to the guest. QEMU takes letters, digits
 * and `-._`, a letter first, at most 31 characters.
 */
export type NodeName = string & { readonly __brand: 'NodeName' };

const PATTERN = /^[a-z][a-z0-9._-]{0,30}$/i;
const VOLUME_PREFIX = 'volume-';
const VOLUME_PATTERN = /^volume-([a-zA-Z0-9_-]{22})$/;

/** @throws RangeError when QEMU would refuse the name */
export function nodeName(text: string): NodeName {
  if (!PATTERN.test(text)) throw new RangeError(`"${text}" is not a block node name`);
  return text as NodeName;
}

/**
 * The node and device name of a volume. A UUID's 32 digits do not fit into 31 characters beside a letter, so its 16
 * bytes are written as 22 digits of base 64: no two volumes share a name, and {@link findVolumeOfNode} reads it back.
 */
export function volumeNodeName(uuid: Uuid): NodeName {
  return nodeName(VOLUME_PREFIX + Buffer.from(uuidToBytes(uuid)).toString('base64url'));
}

/** The volume that a node or device name stands for; `undefined` for every other name. */
export function findVolumeOfNode(name: string): Uuid | undefined {
  const digits = VOLUME_PATTERN.exec(name)?.[1];
  if (digits === undefined) return undefined;
  const uuid = uuidFromBytes(Buffer.from(digits, 'base64url'));
  return isUuid(uuid) && volumeNodeName(uuid) === name ? uuid : undefined;
}
