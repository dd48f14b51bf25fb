import assert from 'node:assert/strict';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { readHostTree } from '../../src/filesystem/host-tree.js';
import { toTimestamp } from '../../src/filesystem/timestamp.js';
import { measureTree } from '../../src/filesystem/tree-totals.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

describe('filesystem/tree-totals', () => {
  const inDirectory = useTemporaryDirectory();

  it('counts a file with several names once, and links without their targets', async () => {
    mkdirSync(inDirectory('a', 'b'), { recursive: true });
    writeFileSync(inDirectory('a', 'one'), '12345');
    writeFileSync(inDirectory('a', 'b', 'two'), '123');
    linkSync(inDirectory('a', 'one'), inDirectory('a', 'b', 'again'));
    symlinkSync('one', inDirectory('a', 'link'));
    assert.deepEqual(measureTree(await readHostTree(inDirectory())), { files: 3, directories: 3, content: 8 });
  });

  it('counts the root of an empty tree', async () => {
    assert.deepEqual(measureTree(await readHostTree(inDirectory())), { files: 0, directories: 1, content: 0 });
  });
});

describe('filesystem/timestamp', () => {
  it('has nanoseconds from 0 up, before 1970, too', () => {
    assert.deepEqual(toTimestamp(new Date(1_500)), { seconds: 1, nanoseconds: 500_000_000 });
    assert.deepEqual(toTimestamp(new Date(0)), { seconds: 0, nanoseconds: 0 });
    assert.deepEqual(toTimestamp(new Date(-1)), { seconds: -1, nanoseconds: 999_000_000 });
  });
});
