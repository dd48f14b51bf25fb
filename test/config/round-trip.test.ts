import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../src/core/errors.js';
import { type JsonSchema, readSchema } from '../../src/config/schema.js';
import { ConfigSandbox } from './config-sandbox.js';

const TEXTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  size: fc
    .tuple(fc.integer({ min: 1, max: 4096 }), fc.constantFrom('', 'b', 'k', 'MiB', 'g'))
    .map((parts) => parts.join('')),
  ports: fc.array(fc.integer({ min: 1, max: 65535 }), { minLength: 1, maxLength: 3 }).map((ports) => ports.join(',')),
  ipv4: fc.ipV4(),
  ipv6: fc.ipV6(),
  'ip-address': fc.oneof(fc.ipV4(), fc.ipV6()),
};
const MOUNT_PATH = fc.constantFrom('/data', '/data/logs:ro', '/srv:rw');
const KEY = fc.string({ minLength: 1, unit: 'binary' }).filter((key) => !/[=\0]/.test(key) && key !== '__proto__');

/** Any value that the schema takes. */
function valueOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const types = [schema.type ?? []].flat();
  const alternatives = types.map((type) => {
    switch (type) {
      case 'string':
        return textOf(schema);
      case 'integer':
        return fc.integer({ min: 1, max: 65535 });
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.array(valueOf(schema.items ?? {}), { maxLength: 3 });
      default:
        return objectOf(schema);
    }
  });
  return alternatives.length === 0
    ? fc.jsonValue({ maxDepth: 3, noUnicodeString: false }).filter(hasNoPrototypeKey)
    : fc.oneof(...alternatives);
}

function textOf(schema: JsonSchema): fc.Arbitrary<string> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.format !== undefined) return TEXTS[schema.format] ?? fc.constant('x');
  return schema['x-expected'] === undefined ? fc.string({ minLength: 1, unit: 'binary' }) : MOUNT_PATH;
}

function objectOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { properties, additionalProperties } = schema;
  if (!properties)
    return fc.dictionary(KEY, valueOf(additionalProperties as JsonSchema), { maxKeys: 3, noNullPrototype: true });
  const values = Object.entries(properties).map(([key, property]): [string, fc.Arbitrary<unknown>] => [
    key,
    valueOf(property),
  ]);
  return fc.record(Object.fromEntries(values), {
    requiredKeys: 'key' in properties ? ['key'] : [],
    noNullPrototype: true,
  });
}

/** JSON.parse makes it a property, an object literal a prototype: no witness for either. */
function hasNoPrototypeKey(value: unknown): boolean {
  return !JSON.stringify(value).includes('__proto__');
}

describe('any config.json', () => {
  const sandbox = new ConfigSandbox();
  after(() => {
    sandbox.dispose();
  });

  it('that is valid is loaded as it is', async () => {
    await fc.assert(
      fc.asyncProperty(valueOf(readSchema()), fc.constantFrom(undefined, 2, '\t'), async (config, indentation) => {
        const { config: loaded } = await sandbox.loadText(JSON.stringify(config, undefined, indentation));
        assert.deepEqual(loaded, JSON.parse(JSON.stringify(config)));
      }),
      { numRuns: 200 },
    );
  });

  it('is loaded, or refused as config-invalid with places inside the file', async () => {
    const key = fc.constantFrom(
      'Args',
      'Env',
      'RunConfig',
      'CloudConfig',
      'Tags',
      'Mounts',
      'Ports',
      'x',
      '__proto__',
      '',
    );
    const content = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .letrec<{ tree: unknown }>((tie) => ({
          tree: fc.oneof(
            { maxDepth: 4, withCrossShrink: true },
            fc.constantFrom<unknown>('', 'x', 0, -1.5, 1e300, true, null),
            fc.array(tie('tree'), { maxLength: 3 }),
            fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
          ),
        }))
        .tree.map((tree) => JSON.stringify(tree)),
    );
    await fc.assert(
      fc.asyncProperty(content, async (text) => {
        const outcome = await sandbox
          .loadText(text, { env: { ops_render_config: 'true' } })
          .catch((error: unknown) => error);
        if (!(outcome instanceof Error)) return;
        assert.ok(hasErrorCode(outcome, 'config-invalid'), String(outcome.stack));
        const lines = text.split(/\r\n|\n|\r/);
        for (const { line, column } of outcome.details['issues'] as { line: number; column: number }[]) {
          assert.ok(column >= 1 && column <= (lines[line - 1] ?? '').length + 1, `${line}:${column}`);
        }
      }),
      { numRuns: 500 },
    );
  });
});
