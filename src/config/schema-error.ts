import type { JsonSchema } from './schema.js';

/** One way in which a value differs from its schema, as the validator in generated/ tells it (ajv with `verbose`). */
export interface SchemaError {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Set when the name of a property is what is wrong. */
  readonly propertyName?: string;
  /** What the keyword says. */
  readonly schema: unknown;
  /** The schema that the keyword is in. */
  readonly parentSchema: JsonSchema;
  /** The value. */
  readonly data: unknown;
}

/** Holds a value to the schema. What is wrong is in `errors` after a call that returned false. */
export interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly SchemaError[] | null;
}
