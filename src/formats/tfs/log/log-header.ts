import { OpsError } from '../../../core/errors.js';
import { bytesAccess } from '../../random-access.js';
import { BLOCK_SIZE, LABEL_MAXIMUM, OLD_VERSION, UUID_SIZE, VERSION } from '../constants.js';
import { corrupt } from '../damage.js';
import { type ByteBuffer, ByteCursor, type Encoding } from '../tuple/index.js';

const MAGIC = new TextEncoder().encode('NVMTFS');

/** What each part of a log begins with. */
export interface ExtensionHeader {
  readonly encoding: Encoding;
  /** Sectors that the part says to have. */
  readonly length: number;
}

/** What sector 0 says about a volume. */
export interface TfsSummary {
  /** 5, or 4 for the old encoding. */
  readonly version: number;
  /** 16 bytes, in the order of the text. */
  readonly uuid: Uint8Array;
  /** At most 31 bytes. */
  readonly label: Uint8Array;
}

/** Whether the first bytes of a disk are those of a TFS volume. */
export function isTfs(head: Uint8Array): boolean {
  return MAGIC.every((byte, index) => head[index] === byte);
}

/** @param volume what the header of the log's first part says beside */
export function pushExtensionHeader(output: ByteBuffer, length: number, volume?: Omit<TfsSummary, 'version'>): void {
  output.append(MAGIC);
  output.varint(VERSION);
  output.varint(length);
  if (!volume) return;
  output.append(volume.uuid);
  output.append(volume.label);
  output.byte(0);
}

/** @throws OpsError `format-corrupt`, `format-unsupported` for another version */
export function readExtensionHeader(cursor: ByteCursor): ExtensionHeader {
  if (!isTfs(cursor.take(MAGIC.length))) throw cursor.refuse('does not begin as TFS does');
  const version = cursor.varint();
  if (version === VERSION) return { encoding: 'current', length: cursor.varint() };
  if (version === OLD_VERSION) return { encoding: 'old', length: cursor.varint() };
  throw new OpsError('format-unsupported', `TFS: version ${version} is neither ${OLD_VERSION} nor ${VERSION}`, {
    details: { version },
  });
}

/** The header of sector 0. */
export function readVolumeHeader(cursor: ByteCursor): ExtensionHeader & TfsSummary {
  const header = readExtensionHeader(cursor);
  const uuid = cursor.take(UUID_SIZE);
  const start = cursor.position;
  const label: number[] = [];
  for (let byte = cursor.byte(); byte !== 0; byte = cursor.byte()) {
    if (label.push(byte) > LABEL_MAXIMUM)
      throw cursor.refuse(`the label does not end in ${LABEL_MAXIMUM + 1} bytes`, start);
  }
  return { ...header, version: header.encoding === 'old' ? OLD_VERSION : VERSION, uuid, label: Uint8Array.from(label) };
}

/**
 * Reads what a volume says of itself.
 * @param head its first bytes, 512 or more
 * @throws OpsError `format-corrupt`, `format-unsupported`
 */
export function openTfsHeader(head: Uint8Array): TfsSummary {
  const refuse = (position: number, reason: string): OpsError => corrupt('sector 0', position, reason);
  const cursor = new ByteCursor(bytesAccess(head), 0, Math.min(head.length, BLOCK_SIZE), refuse);
  const { version, uuid, label } = readVolumeHeader(cursor);
  return { version, uuid, label };
}
