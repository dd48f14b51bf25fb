import { readFileSync } from 'node:fs';

/** The part of JSON Schema 2020-12 that config.schema.json is written in. It has no references and no alternatives. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly format?: string;
  /** The property does something today, or with one guest; without it the property is accepted and has no effect. */
  readonly 'x-supported'?: boolean | 'nanos';
  /** Values in here may be secrets: no message shows them. */
  readonly 'x-secret'?: boolean;
  /** What a value that does not match its pattern or format should have been. */
  readonly 'x-expected'?: string;
}

let schema: JsonSchema | undefined;

/** config.schema.json, which lies beside package.json. */
export function readSchema(): JsonSchema {
  const file = new URL('../../../config.schema.json', import.meta.url);
  return (schema ??= JSON.parse(readFileSync(file, 'utf8')) as JsonSchema);
}

/** True for an object whose keys are all ours, so that any other key is a mistake. */
export function isClosed(schema: JsonSchema | undefined): boolean {
  return schema?.additionalProperties === false;
}

/** What the schema says about the property `key` of an object, or about the items of an array when `key` is a number. */
export function subschema(schema: JsonSchema | undefined, key: string | number): JsonSchema | undefined {
  if (typeof key === 'number') return schema?.items;
  if (schema?.properties && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}
