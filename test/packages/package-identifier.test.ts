import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  choosePackage,
  formatPackage,
  isPackageWord,
  packageFolder,
  parsePackageFolder,
  parsePackageQuery,
} from '../../src/packages/package-identifier.js';
import { opsError } from '../io/ops-error.js';

const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,20}$/);
const version = word.filter((text) => !text.includes('_') && text !== 'latest');

describe('names of packages', () => {
  it('are read with and without namespace and version', () => {
    assert.deepEqual(parsePackageQuery('eyberg/node:v14.2.0'), {
      namespace: 'eyberg',
      name: 'node',
      version: 'v14.2.0',
    });
    assert.deepEqual(parsePackageQuery('eyberg/node:latest'), { namespace: 'eyberg', name: 'node' });
    assert.deepEqual(parsePackageQuery('node'), { name: 'node' });
    assert.deepEqual(parsePackageQuery('hello_1.0'), { name: 'hello_1.0' });
  });

  it('cannot be paths', () => {
    for (const text of [
      '',
      '/',
      '..',
      '../x:1',
      'a/../b',
      'a/b/c',
      'a/b:',
      'a/b:..',
      'a/b:c/d',
      '.a',
      '-l',
      'a b',
      'a\0',
    ]) {
      assert.throws(() => parsePackageQuery(text), opsError('name-invalid'), text);
    }
  });

  it('are read as they are written', () => {
    fc.assert(
      fc.property(word, word, version, (namespace, name, number) => {
        const identity = { namespace, name, version: number };
        assert.deepEqual(parsePackageQuery(formatPackage(identity)), identity);
        assert.deepEqual(parsePackageFolder(packageFolder(identity)), { name, version: number });
      }),
      { endOnFailure: true },
    );
  });

  it('never lead out of a folder, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const { namespace, name, version: number } = parsePackageQuery(text);
          for (const part of [namespace, name, number]) assert.ok(part === undefined || isPackageWord(part));
        } catch (error) {
          opsError('name-invalid')(error);
        }
      }),
      { endOnFailure: true },
    );
  });

  it('mean the latest version, numbers as numbers, and one namespace', () => {
    const versions = ['1.9', '1.10', '1.2'].map((number) => ({ namespace: 'a', name: 'x', version: number }));
    const others = [...versions, { namespace: 'b', name: 'x', version: '3' }];
    assert.equal(choosePackage(versions, { name: 'x' })?.version, '1.10');
    assert.equal(choosePackage(others, { namespace: 'b', name: 'x' })?.version, '3');
    assert.equal(choosePackage(others, { name: 'x', version: '1.2' })?.namespace, 'a');
    assert.equal(choosePackage(others, { name: 'y' }), undefined);
    assert.throws(() => choosePackage(others, { name: 'x' }), opsError('package-ambiguous'));
  });
});
