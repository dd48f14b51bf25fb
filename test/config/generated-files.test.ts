import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { execa } from 'execa';

const ROOT = path.resolve(import.meta.dirname, '../../..');

const GENERATORS = [
  { script: '.ci/generate-config-types.mjs', target: 'src/config/generated/config.ts' },
  { script: '.ci/generate-config-validator.mjs', target: 'src/config/generated/validate.ts' },
  { script: '.ci/generate-config-docs.mjs', target: 'docs/config.md' },
] as const;

function run(script: string, ...flags: readonly string[]): Promise<{ exitCode?: number; stderr: string }> {
  return execa(process.execPath, [path.join(ROOT, script), ...flags], { reject: false });
}

describe('files made from config.schema.json', () => {
  for (const { script, target } of GENERATORS) {
    it(`${target} is up to date`, async () => {
      const { exitCode, stderr } = await run(script, '--check');
      assert.deepEqual([exitCode, stderr], [0, '']);
    });

    it(`${target} is found out of date, and made again`, async () => {
      const copy = mkdtempSync(path.join(tmpdir(), 'ops-generated-'));
      try {
        for (const file of ['config.schema.json', target]) cpSync(path.join(ROOT, file), path.join(copy, file));
        const schema = readFileSync(path.join(copy, 'config.schema.json'), 'utf8');
        writeFileSync(path.join(copy, 'config.schema.json'), schema.replaceAll('"VPC"', '"Vpc"'));
        const outdated = await run(script, '--check', '--root', copy);
        assert.deepEqual([outdated.exitCode, outdated.stderr], [1, `${target} is out of date\n  node ${script}`]);
        assert.equal((await run(script, '--root', copy)).exitCode, 0);
        assert.match(readFileSync(path.join(copy, target), 'utf8'), /Vpc/);
        assert.equal((await run(script, '--check', '--root', copy)).exitCode, 0);
      } finally {
        rmSync(copy, { recursive: true });
      }
    });
  }
});

describe('config.schema.json', () => {
  const schema = JSON.parse(readFileSync(path.join(ROOT, 'config.schema.json'), 'utf8')) as Described;

  it('is a schema by its own meta-schema', () => {
    assert.equal(new Ajv2020().validateSchema(schema), true);
  });

  it('has a title and a description for every property', () => {
    assert.deepEqual(findUndescribed(schema, ''), []);
  });

  it('has all properties in the order of the alphabet', () => {
    const keys = Object.keys(schema.properties ?? {});
    assert.deepEqual(
      keys,
      keys.toSorted((a, b) => a.localeCompare(b, 'en')),
    );
  });
});

interface Described {
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
}

function findUndescribed(schema: Described, at: string): string[] {
  const nested = Object.entries({ ...schema.properties, ...(schema.items?.properties && { '[]': schema.items }) });
  const own = schema.title && schema.description ? [] : [at];
  return [...own, ...nested.flatMap(([key, property]) => findUndescribed(property, `${at}.${key}`))];
}
