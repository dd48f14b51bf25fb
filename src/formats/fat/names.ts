import { OpsError } from '../../core/errors.js';
import { LONG_NAME_UNITS } from './long-name.js';

const FORBIDDEN = '"*/:<>?\\|';
const FIRST_PRINTABLE = 0x20;

/**
 * The text of a name.
 * @throws OpsError `name-invalid` for one that is not UTF-8 or that no directory of a FAT volume can hold
 */
export function decodeName(bytes: Uint8Array): string {
  const name = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (!isUtf8(bytes, name)) throw invalid(name, 'is not UTF-8');
  if (name.length > LONG_NAME_UNITS) throw invalid(name, `is longer than ${LONG_NAME_UNITS} UTF-16 units`);
  for (const character of name) {
    if (FORBIDDEN.includes(character) || character.charCodeAt(0) < FIRST_PRINTABLE) {
      throw invalid(name, `has ${JSON.stringify(character)} in it, which names on FAT cannot have`);
    }
  }
  // Systems that read it would leave them out.
  if (/[. ]$/.test(name)) throw invalid(name, 'ends in a dot or a space, which names on FAT cannot do');
  return name;
}

/** What two names share that a FAT volume takes for the same: letters are compared one by one, as capitals. */
export function foldCase(name: string): string {
  return Array.from(name, (character) => {
    const capital = character.toUpperCase();
    return capital.length === character.length ? capital : character;
  }).join('');
}

function isUtf8(bytes: Uint8Array, decoded: string): boolean {
  const again = new TextEncoder().encode(decoded);
  return again.length === bytes.length && again.every((byte, index) => byte === bytes[index]);
}

function invalid(name: string, reason: string): OpsError {
  return new OpsError('name-invalid', `${JSON.stringify(name)}: ${reason}`);
}
