import { readDocument } from './config-document.js';
import { configInvalid, formatPath, type ConfigPath } from './config-issue.js';
import type { Config } from './generated/config.js';
import { parseJson } from './json-syntax.js';
import { isClosed, readSchema, subschema, type JsonSchema } from './schema.js';
import { SourceText } from './source-text.js';
import { validateDocument } from './validate.js';

export interface LenientConfig {
  readonly config: Config;
  /** The properties that are no properties of ours, as paths; they are left out. */
  readonly unknown: readonly string[];
}

/**
 * Reads a configuration that somebody else wrote, perhaps for another version, or OPS itself: unknown properties are no
 * mistakes, what Go writes for no value (null, 0) is none, variables stay as they are.
 *
 * @param name of the file, for people
 * @param file its absolute path
 * @throws OpsError `config-invalid` for what is not JSON, and for known properties of another type
 */
export async function readLenientConfig(name: string, file: string, text: string): Promise<LenientConfig> {
  const source = new SourceText(text);
  const schema = readSchema();
  const { root, issues } = await parseJson(source);
  if (!root || issues.length > 0) throw configInvalid(name, file, issues);
  const document = readDocument(source, root, schema);
  const unknown: string[] = [];
  const value = withoutUnknown(document.value, schema, [], unknown);
  const mistakes = [...document.issues, ...validateDocument({ ...document, value }, schema)];
  if (mistakes.length > 0) throw configInvalid(name, file, mistakes);
  return { config: value as Config, unknown };
}

function withoutUnknown(value: unknown, schema: JsonSchema | undefined, path: ConfigPath, unknown: string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([key, part]: [string, unknown]) => {
    if (!isClosed(schema)) return part !== null;
    const isKnown = subschema(schema, key) !== undefined;
    if (!isKnown) unknown.push(formatPath([...path, key]));
    return isKnown && part !== null && part !== 0;
  });
  return Object.fromEntries(
    entries.map(([key, part]) => [key, withoutUnknown(part, subschema(schema, key), [...path, key], unknown)]),
  );
}
