import type { Place } from './config-document.js';
import { type JsonSchema, subschema } from './schema.js';

const LONGEST_SHOWN = 32;
const SECRET_KEY = /passw|secret|token|credential|private|api.?key|access.?key/i;

/** A value for a message (`"10q"`, `12`, `true`), or `undefined` when it is long, has parts, or may be a secret. */
export function showValue(root: JsonSchema, place: Place, value: unknown): string | undefined {
  if (place.expanded || isSecretPlace(root, place)) return undefined;
  if (typeof value === 'string') {
    return value.length > LONGEST_SHOWN || looksSecret(value) ? undefined : JSON.stringify(value);
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** @example kindOf([1]) // 'an array' */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isSecretPlace(root: JsonSchema, place: Place): boolean {
  let schema: JsonSchema | undefined = root;
  for (const key of place.path) {
    schema = subschema(schema, key);
    if (schema?.['x-secret'] || (typeof key === 'string' && SECRET_KEY.test(key))) return true;
  }
  return false;
}

/** Keys and tokens are long runs of letters and digits; sizes, paths, ports and addresses are not. */
function looksSecret(value: string): boolean {
  return /^[\w+=-][\w+/=-]{15,}$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value);
}
