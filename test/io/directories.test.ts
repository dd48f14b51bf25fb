import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../src/core/errors.js';
import { makeDirectory } from '../../src/io/directories.js';
import { useTemporaryFolder } from '../oracles/temporary-folder.js';

describe('io/directories', () => {
  const folder = useTemporaryFolder();
  const at = (name: string): string => path.join(folder(), name);

  it('makes a directory and its parents for this user alone, twice in a row', () => {
    const directory = at('a/b/c');
    for (let time = 0; time < 2; time++) makeDirectory(directory);
    for (const made of [directory, path.dirname(directory)]) assert.equal(statSync(made).mode & 0o777, 0o700);
  });

  it('leaves the permissions of what is there', () => {
    const mode = statSync(at('.')).mode;
    makeDirectory(at('.'));
    makeDirectory(at('new'));
    assert.equal(statSync(at('.')).mode, mode);
  });

  it('comes to an end where there can be no directories', () => {
    writeFileSync(at('file'), '');
    for (const impossible of ['/proc/nothing/here', at('file/below')]) {
      assert.throws(() => {
        makeDirectory(impossible);
      }, OpsError);
    }
  });
});
