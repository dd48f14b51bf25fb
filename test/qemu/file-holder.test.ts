import assert from 'node:assert/strict';
import { closeSync, linkSync, openSync, writeFileSync } from 'node:fs';
import { findFileHolders } from '../../src/qemu/file-holder.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

describe('qemu/file-holder', () => {
  const inDirectory = useTemporaryDirectory();

  it('finds who has a file open, under whichever name, as long as it is open', async () => {
    writeFileSync(inDirectory('a.raw'), '');
    writeFileSync(inDirectory('b.raw'), '');
    linkSync(inDirectory('a.raw'), inDirectory('other name'));
    const fd = openSync(inDirectory('a.raw'), 'r');
    try {
      for (const name of ['a.raw', 'other name']) {
        const holders = await findFileHolders(inDirectory(name));
        assert.deepEqual(holders.map(({ pid }) => pid), [process.pid]); // prettier-ignore
        assert.match(holders[0]!.name, /\S/);
      }
      assert.deepEqual(await findFileHolders(inDirectory('b.raw')), []);
    } finally {
      closeSync(fd);
    }
    assert.deepEqual(await findFileHolders(inDirectory('a.raw')), []);
    assert.deepEqual(await findFileHolders(inDirectory('none')), []);
  });
});
