import { findClosest } from '../core/suggest.js';
import { type ConfigPath, formatPath } from './config-issue.js';
import { isClosed, type JsonSchema, subschema } from './schema.js';

/** @param path of the key; all before it is known */
export function explainUnknownKey(root: JsonSchema, path: ConfigPath): string {
  const key = String(path.at(-1));
  const elsewhere = findKey(root, key, []);
  if (elsewhere) {
    const place = elsewhere.length === 1 ? 'at the top level' : `in ${formatPath(elsewhere.slice(0, -1))}`;
    return `unknown here; it belongs ${place}`;
  }
  const parent = path.slice(0, -1).reduce<JsonSchema | undefined>(subschema, root);
  const closest = findClosest(key, Object.keys(parent?.properties ?? {}));
  return closest === undefined ? 'unknown' : `unknown; did you mean "${closest}"?`;
}

/** Finds the object of ours that has the key, in any case. Items of arrays are too far away to be meant. */
function findKey(schema: JsonSchema, key: string, path: ConfigPath): ConfigPath | undefined {
  if (!isClosed(schema)) return undefined;
  const properties = Object.entries(schema.properties ?? {});
  const same = properties.find(([name]) => name.toLowerCase() === key.toLowerCase());
  if (same) return [...path, same[0]];
  for (const [name, nested] of properties) {
    const place = findKey(nested, key, [...path, name]);
    if (place) return place;
  }
  return undefined;
}
