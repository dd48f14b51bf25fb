import { formatPath, type ConfigPath } from './config-issue.js';
import type { Config } from './generated/config.js';
import { type JsonSchema, readSchema, subschema } from './schema.js';

/**
 * The properties that are set and have no effect today, as paths (`RunConfig.Vga`). Which ones those are is said in
 * config.schema.json by `x-supported`, and in docs/config.md, which is made from it.
 */
export function findUnsupported(config: Config): string[] {
  return collect(config, readSchema(), []);
}

function collect(value: unknown, schema: JsonSchema | undefined, path: ConfigPath): string[] {
  if (schema?.['x-supported']) return [];
  if (schema?.properties && typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, part]) => collect(part, subschema(schema, key), [...path, key]));
  }
  return [formatPath(path)];
}
