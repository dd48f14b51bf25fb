import { OpsError, type ErrorCode } from '../../core/errors.js';
import { linesOf, ManifestProblem, manifestOf, type ManifestLine } from './lines.js';
import { MANIFEST_MAX_BYTES, MANIFEST_PATH, type LinuxManifest } from './linux-manifest.js';
import { decodeToken, encodeToken } from './token.js';

const FIRST_LINE = 'ops-manifest 1\n';
const MOST_WORDS = 5;

function checked(lines: readonly ManifestLine[], code: ErrorCode, describe: (line: number) => string): LinuxManifest {
  try {
    return manifestOf(lines);
  } catch (error) {
    if (!(error instanceof ManifestProblem)) throw error;
    const where = error.line === undefined ? '' : `${describe(error.line)} `;
    throw new OpsError(code, `${MANIFEST_PATH}: ${where}${error.message}`, { cause: error });
  }
}

/**
 * The bytes of `/.ops/manifest`. The same manifest is always the same bytes.
 *
 * @throws OpsError `format-limit` when it holds what a guest would refuse
 */
export function encodeManifest(manifest: LinuxManifest): Uint8Array {
  const lines = linesOf(manifest);
  checked(lines, 'format-limit', (line) => (lines[line] ?? []).join(' '));
  const text = lines.map((words) => `${words.map(encodeToken).join(' ')}\n`).join('');
  const bytes = new TextEncoder().encode(FIRST_LINE + text);
  if (bytes.length > MANIFEST_MAX_BYTES) {
    throw new OpsError('format-limit', `${MANIFEST_PATH}: ${bytes.length} bytes, and a guest reads 1 MiB at most`, {
      hint: 'pass fewer or shorter arguments and environment variables; put large values into a file',
    });
  }
  return bytes;
}

function corrupt(why: string): OpsError {
  return new OpsError('format-corrupt', `${MANIFEST_PATH}: ${why}`);
}

function decodeLine(line: string, index: number): ManifestLine {
  const words = line.split(' ');
  return words.map((word, position) => {
    if (position === MOST_WORDS) throw corrupt(`line ${index + 2} has too many words`);
    const text = decodeToken(word);
    if (text === undefined) throw corrupt(`line ${index + 2} is not well encoded`);
    return text;
  });
}

/**
 * Reads `/.ops/manifest` as strictly as the guest does.
 *
 * @throws OpsError `format-corrupt` with the number of the line
 */
export function decodeManifest(bytes: Uint8Array): LinuxManifest {
  if (bytes.length > MANIFEST_MAX_BYTES) throw corrupt('larger than 1 MiB');
  // One byte, one character: what is not ASCII is refused word by word.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  if (!text.startsWith(FIRST_LINE)) throw corrupt('not a manifest of version 1');
  if (text.includes('\0') || !text.endsWith('\n')) throw corrupt('cut off, or not text');
  const lines = text.slice(FIRST_LINE.length).split('\n').slice(0, -1);
  return checked(lines.map(decodeLine), 'format-corrupt', (line) => `line ${line + 2}`);
}
