import { OpsError } from '../../../core/errors.js';
import type { PlainTuple, PlainValue } from '../../../formats/tfs/tuple/index.js';

/** Keys of the root that have their own place in a request, or are the files themselves. */
const OURS = new Set(['children', 'program', 'arguments', 'environment', 'mounts', 'klibs']);
/** Keys that mean yes to Nanos whatever their value is, `"false"` too. */
const FLAGS = new Set([
  'debug_exit',
  'exec_protection',
  'fault',
  'idle_on_exit',
  'ingest_kernel_symbols',
  'ingest_program_symbols',
  'ltrace',
  'missing_files',
  'noaslr',
  'program_overwrite',
  'readonly_rootfs',
  'reboot_on_exit',
  'static_map_program',
]);
const NO = new Set(['', 'f', 'false', 'no']);
/** A flag that is set, as every writer of images has it. */
export const SET = 't';

/**
 * What `ManifestPassthrough` of config.json adds to the root: texts, lists and objects as they are, numbers as decimal
 * text, `true` as a flag. What is false, or says so where Nanos would take any text for yes, is left out.
 *
 * @throws OpsError `usage-invalid` for keys that other settings make, and for `null`
 */
export function encodePassthrough(settings: Readonly<Record<string, unknown>>): PlainTuple {
  const taken = Object.keys(settings).find((key) => OURS.has(key));
  if (taken !== undefined) {
    throw new OpsError('usage-invalid', `ManifestPassthrough: "${taken}" is set by ops itself`, {
      hint: 'leave it out',
    });
  }
  return encodeObject(settings, 'ManifestPassthrough');
}

function encodeObject(object: Readonly<Record<string, unknown>>, at: string): PlainTuple {
  const encoded: Record<string, PlainValue> = {};
  for (const [key, value] of Object.entries(object)) {
    if (value === false || value === undefined) continue;
    if (FLAGS.has(key) && typeof value === 'string' && NO.has(value.toLowerCase())) continue;
    encoded[key] = encodeValue(value, `${at}.${key}`);
  }
  return encoded;
}

function encodeValue(value: unknown, at: string): PlainValue {
  if (typeof value === 'string') return value;
  if (value === true) return SET;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map((item, index) => encodeValue(item, `${at}[${index}]`));
  if (typeof value === 'object' && value !== null) return encodeObject(value as Record<string, unknown>, at);
  throw new OpsError('usage-invalid', `${at}: ${String(value)} is nothing that a manifest can hold`, {
    hint: 'write a text, a number, true, a list or an object',
  });
}
