import type { GuestKind } from '../core/guest-kind.js';
import { formatPath, type ConfigPath } from './config-issue.js';
import type { Config } from './generated/config.js';
import { type JsonSchema, readSchema, subschema } from './schema.js';

/**
 * The properties that are set and have no effect today with this guest, as paths (`RunConfig.Vga`). Which ones those are is said in
 * config.schema.json by `x-supported`, and in docs/config.md, which is made from it.
 */
export function findUnsupported(config: Config, guest: GuestKind): string[] {
  return collect(config, readSchema(), [], guest);
}

function collect(value: unknown, schema: JsonSchema | undefined, path: ConfigPath, guest: GuestKind): string[] {
  const supported = schema?.['x-supported'];
  if (supported === true || supported === guest) return [];
  if (schema?.properties && typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, part]) => collect(part, subschema(schema, key), [...path, key], guest));
  }
  return [formatPath(path)];
}
