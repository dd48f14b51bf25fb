import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type JsonSchema, readSchema } from '../../src/config/schema.js';
import { type ConfigPath, formatPath } from '../../src/config/config-issue.js';
import { ConfigSandbox, FIXTURES, issuesOf } from './config-sandbox.js';

interface Property {
  readonly path: ConfigPath;
  readonly schema: JsonSchema;
}

/** Every property of the schema; an item of a list stands under index 0. */
function listProperties(schema: JsonSchema, at: ConfigPath = []): Property[] {
  const children = Object.entries(schema.properties ?? {}).flatMap(([key, child]) =>
    listProperties(child, [...at, key]),
  );
  const items = schema.items?.properties ? listProperties(schema.items, [...at, 0]) : [];
  return [...(at.length > 0 ? [{ path: at, schema }] : []), ...children, ...items];
}

/** A configuration with `value` at `at` and nothing else but what leads there. */
function nest(at: ConfigPath, value: unknown): object {
  return at.reduceRight<unknown>(
    (inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }),
    value,
  ) as object;
}

function valueAt(value: unknown, at: ConfigPath): unknown {
  return at.reduce<unknown>((part, key) => (part as Record<string | number, unknown> | undefined)?.[key], value);
}

const SAMPLES: Readonly<Record<string, unknown>> = {
  string: 'x',
  integer: 7,
  boolean: true,
  array: [],
  object: {},
  null: null,
};

describe('properties of config.json', () => {
  const sandbox = new ConfigSandbox();
  const properties = listProperties(readSchema());
  const sample: unknown = JSON.parse(readFileSync(path.join(FIXTURES, 'every-property.json'), 'utf8'));
  after(() => {
    sandbox.dispose();
  });

  it('are all in the sample', () => {
    assert.ok(properties.length > 140, `${properties.length} properties`);
    // The sample's second tag has everything that a tag can have.
    const missing = properties.map(({ path }) => path.map((key, index) => (path[index - 1] === 'Tags' ? 1 : key)));
    assert.deepEqual(missing.filter((at) => valueAt(sample, at) === undefined).map(formatPath), []);
  });

  for (const { path: at, schema } of properties.filter((property) => property.schema.type !== undefined)) {
    const types = [schema.type ?? []].flat();
    const wrong = Object.keys(SAMPLES).filter((type) => !types.includes(type));

    it(`${formatPath(at)} takes no ${wrong.join(', ')}`, async () => {
      for (const type of wrong) {
        const error = await sandbox.failure(nest(at, SAMPLES[type]));
        const issue = issuesOf(error).find(({ path }) => path === formatPath(at));
        assert.ok(issue, `${type}: ${JSON.stringify(error)}`);
        assert.match(issue.message, new RegExp(`^expected an? ${types.join(' or an? ')}, found (?!undefined)`));
      }
    });
  }

  it('that hold texts take only texts in their lists and maps', async () => {
    for (const { path: at, schema } of properties) {
      const value = schema.items ?? schema.additionalProperties;
      if (typeof value !== 'object' || value.properties) continue;
      const content = schema.type === 'array' ? [false] : { '/key': false };
      const error = await sandbox.failure(nest(at, content));
      assert.match(issuesOf(error)[0]?.message ?? '', /^expected an? (integer or a )?string( or an array)?, found/);
    }
  });

  it('have no other keys', async () => {
    const objects = properties.filter(({ schema }) => schema.additionalProperties === false);
    assert.deepEqual(
      objects.map(({ path }) => formatPath(path)),
      [
        'CloudConfig',
        'CloudConfig.RootVolume',
        'CloudConfig.Tags[0]',
        'CloudConfig.Tags[0].attribute',
        'RunConfig',
        'RunConfig.Nics[0]',
      ],
    );
    for (const { path: at } of objects) {
      const error = await sandbox.failure(nest([...at, 'quux'], 1));
      const paths = issuesOf(error).map((issue) => issue.path);
      assert.ok(paths.includes(formatPath([...at, 'quux'])), paths.join());
    }
  });
});
