import { type ConfigDocument, type Place, pointerTo } from './config-document.js';
import type { ConfigIssue } from './config-issue.js';
import { sizeProblem } from './formats.js';
import { validate } from './generated/validate.js';
import type { JsonSchema } from './schema.js';
import type { SchemaError } from './schema-error.js';
import { kindOf, showValue } from './show-value.js';
import { explainUnknownKey } from './unknown-key.js';

/** Holds a document to config.schema.json. @returns every mistake, in no order */
export function validateDocument(document: ConfigDocument, schema: JsonSchema): ConfigIssue[] {
  if (validate(document.value)) return [];
  const errors = validate.errors ?? [];
  const mistyped = new Set(errors.filter((error) => error.keyword === 'type').map((error) => error.instancePath));
  return errors
    .filter((error) => error.keyword === 'type' || !mistyped.has(error.instancePath))
    .filter((error) => !isInsidePropertyNames(error))
    .map((error) => explain(document, schema, error));
}

/** What is wrong with a name comes again as an error of `propertyNames` itself, which knows the property. */
function isInsidePropertyNames(error: SchemaError): boolean {
  return error.propertyName !== undefined;
}

function explain(document: ConfigDocument, root: JsonSchema, error: SchemaError): ConfigIssue {
  const key = error.params['additionalProperty'] ?? error.params['propertyName'];
  const pointer = typeof key === 'string' ? pointerTo(error.instancePath, key) : error.instancePath;
  const place = document.places.get(pointer);
  if (!place) throw new Error(`no place for ${pointer}`, { cause: error });
  const offset = typeof key === 'string' ? place.key : place.value;
  return document.source.issueAt(offset, place.path, messageFor(root, place, error));
}

function messageFor(root: JsonSchema, place: Place, error: SchemaError): string {
  const { parentSchema: schema, params } = error;
  const shown = showValue(root, place, error.data);
  switch (error.keyword) {
    case 'additionalProperties':
      return explainUnknownKey(root, place.path);
    case 'type':
      return `expected ${expectedTypes(schema)}, found ${found(error.data, shown)}`;
    case 'enum':
      return `${shown ?? 'the value'} is none of ${(schema.enum ?? []).join(', ')}`;
    case 'minimum':
      return `${shown ?? 'the value'} is less than ${String(params['limit'])}`;
    case 'maximum':
      return `${shown ?? 'the value'} is more than ${String(params['limit'])}`;
    case 'required':
      return `has no ${String(params['missingProperty'])}`;
    case 'propertyNames':
      return `the key is not ${expectation(error.schema as JsonSchema)}`;
    default:
      return mismatch(schema, error.data, shown);
  }
}

/** A value that does not have the pattern or format of its schema. */
function mismatch(schema: JsonSchema, value: unknown, shown: string | undefined): string {
  if (shown !== undefined && schema.format === 'size') return sizeProblem(String(value)) ?? `${shown} is not a size`;
  return `${shown ?? 'the value'} is not ${expectation(schema)}`;
}

function expectation(schema: JsonSchema): string {
  return schema['x-expected'] ?? 'valid';
}

function expectedTypes(schema: JsonSchema): string {
  const types = [schema.type ?? []].flat();
  return types.map((type) => (/^[aio]/.test(type) ? `an ${type}` : `a ${type}`)).join(' or ');
}

function found(value: unknown, shown: string | undefined): string {
  if (shown === undefined) return kindOf(value);
  return typeof value === 'boolean' ? shown : `the ${typeof value} ${shown}`;
}
