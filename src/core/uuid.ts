import { OpsError } from './errors.js';

/** A UUID in its canonical lower-case text form. */
export type Uuid = string & { readonly __brand: 'Uuid' };

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(text: string): text is Uuid {
  return UUID_PATTERN.test(text);
}

/** Reads a UUID of either case. @throws OpsError `name-invalid` */
export function parseUuid(text: string): Uuid {
  const lower = text.toLowerCase();
  if (!isUuid(lower)) {
    throw new OpsError('name-invalid', `"${text}" is not a UUID`, {
      hint: 'a UUID looks like 5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11',
    });
  }
  return lower;
}

/** The 16 bytes of a UUID, in the order of its text (RFC 9562, section 4). */
export function uuidToBytes(uuid: Uuid): Uint8Array {
  return Uint8Array.from(Buffer.from(uuid.replaceAll('-', ''), 'hex'));
}

/** @param bytes 16 bytes */
export function uuidFromBytes(bytes: Uint8Array): Uuid {
  const hex = Buffer.from(bytes).toString('hex');
  if (hex.length !== 32) throw new RangeError(`a UUID has 16 bytes, not ${bytes.length}`);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-') as Uuid;
}

/** A version 4 UUID from 16 random bytes (RFC 9562, section 5.4). Randomness is the caller's. */
export function uuidFromRandom(random: Uint8Array): Uuid {
  const bytes = Uint8Array.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return uuidFromBytes(bytes);
}
