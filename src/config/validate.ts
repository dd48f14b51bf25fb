import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { type ConfigDocument, type Place, pointerTo } from './config-document.js';
import type { ConfigIssue } from './config-issue.js';
import { FORMATS, sizeProblem } from './formats.js';
import { type JsonSchema, SCHEMA_KEYWORDS } from './schema.js';
import { kindOf, showValue } from './show-value.js';
import { explainUnknownKey } from './unknown-key.js';

/** An error of ajv with `verbose`, which carries the schema and the value. */
interface SchemaError extends ErrorObject {
  readonly parentSchema?: JsonSchema;
}

let validator: Promise<ValidateFunction> | undefined;

/** Holds a document to config.schema.json. @returns every mistake, in no order */
export async function validateDocument(document: ConfigDocument, schema: JsonSchema): Promise<ConfigIssue[]> {
  const validate = await (validator ??= compile(schema));
  if (validate(document.value)) return [];
  const errors = (validate.errors ?? []) as SchemaError[];
  const mistyped = new Set(errors.filter((error) => error.keyword === 'type').map((error) => error.instancePath));
  return errors
    .filter((error) => error.keyword === 'type' || !mistyped.has(error.instancePath))
    .filter((error) => !isInsidePropertyNames(error))
    .map((error) => explain(document, schema, error));
}

async function compile(schema: JsonSchema): Promise<ValidateFunction> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, verbose: true, formats: { ...FORMATS } });
  ajv.addVocabulary(SCHEMA_KEYWORDS);
  return ajv.compile(schema);
}

/** What is wrong with a name comes again as an error of `propertyNames` itself, which knows the property. */
function isInsidePropertyNames(error: SchemaError): boolean {
  return error.propertyName !== undefined;
}

function explain(document: ConfigDocument, root: JsonSchema, error: SchemaError): ConfigIssue {
  const { additionalProperty, propertyName } = error.params as Record<string, string | undefined>;
  const key = additionalProperty ?? propertyName;
  const pointer = key === undefined ? error.instancePath : pointerTo(error.instancePath, key);
  const place = document.places.get(pointer);
  if (!place) throw new Error(`no place for ${pointer}`, { cause: error });
  const offset = key === undefined ? place.value : place.key;
  return document.source.issueAt(offset, place.path, messageFor(root, place, error));
}

function messageFor(root: JsonSchema, place: Place, error: SchemaError): string {
  const schema = error.parentSchema;
  const params = error.params as Record<string, unknown>;
  const shown = showValue(root, place, error.data);
  switch (error.keyword) {
    case 'additionalProperties':
      return explainUnknownKey(root, place.path);
    case 'type':
      return `expected ${expectedTypes(schema)}, found ${found(error.data, shown)}`;
    case 'enum':
      return `${shown ?? 'the value'} is none of ${(schema?.enum ?? []).join(', ')}`;
    case 'minimum':
      return `${shown ?? 'the value'} is less than ${String(params['limit'])}`;
    case 'maximum':
      return `${shown ?? 'the value'} is more than ${String(params['limit'])}`;
    case 'required':
      return `has no ${String(params['missingProperty'])}`;
    case 'minLength':
      return 'must not be empty';
    case 'propertyNames':
      return `the key is not ${expectation(error.schema as JsonSchema)}`;
    default:
      return mismatch(schema, error.data, shown);
  }
}

/** A value that does not have the pattern or format of its schema. */
function mismatch(schema: JsonSchema | undefined, value: unknown, shown: string | undefined): string {
  if (shown !== undefined && schema?.format === 'size') return sizeProblem(String(value)) ?? `${shown} is not a size`;
  return `${shown ?? 'the value'} is not ${expectation(schema)}`;
}

function expectation(schema: JsonSchema | undefined): string {
  return schema?.['x-expected'] ?? 'valid';
}

function expectedTypes(schema: JsonSchema | undefined): string {
  const types = [schema?.type ?? []].flat();
  return types.map((type) => (/^[aio]/.test(type) ? `an ${type}` : `a ${type}`)).join(' or ');
}

function found(value: unknown, shown: string | undefined): string {
  if (shown === undefined) return kindOf(value);
  return typeof value === 'boolean' ? shown : `the ${typeof value} ${shown}`;
}
