import assert from 'node:assert/strict';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createAtomicFile } from '../../src/io/atomic-file.js';
import { StoreFolder } from '../../src/io/store-folder.js';
import { useTemporaryDirectory } from './temporary-directory.js';

const MARK = '.old.superseded';

describe('io/superseded-file', () => {
  const inDirectory = useTemporaryDirectory();
  const folder = () => new StoreFolder(inDirectory());
  const write = (...names: string[]) => {
    for (const name of names) writeFileSync(inDirectory(name), name);
  };
  /** What the next command finds, and leaves. */
  const afterNext = async () => {
    const seen = folder().names();
    await folder().exclusively(() => {
      assert.deepEqual(folder().names(), seen);
    });
    assert.deepEqual(folder().names(), seen);
    return readdirSync(inDirectory()).filter((name) => name !== '.lock');
  };

  it('puts a file in the place of another under another name', async () => {
    write('old', 'else');
    await folder().exclusively(async () => {
      using file = createAtomicFile(inDirectory(), 'x');
      writeFileSync(file.fd, 'content');
      await folder().supersede('old', file, 'new');
    });
    assert.equal(readFileSync(inDirectory('new'), 'utf8'), 'content');
    assert.deepEqual(await afterNext(), ['else', 'new']);
  });

  it('has the old one when it was stopped before that was done', async () => {
    write('old');
    symlinkSync('new', inDirectory(MARK));
    assert.deepEqual(await afterNext(), ['old']);
  });

  it('has the new one alone from the moment that is there', async () => {
    write('old', 'new');
    symlinkSync('new', inDirectory(MARK));
    assert.deepEqual(folder().names(), ['new']);
    assert.deepEqual(await afterNext(), ['new']);
  });

  it('removes the mark when that was all that was left', async () => {
    write('new');
    symlinkSync('new', inDirectory(MARK));
    assert.deepEqual(await afterNext(), ['new']);
  });

  it('leaves nothing when the new one cannot be put there', async () => {
    write('old');
    using file = createAtomicFile(inDirectory(), 'x');
    await assert.rejects(folder().supersede('old', file, 'no/where'));
    file.discard();
    assert.deepEqual(await afterNext(), ['old']);
  });

  it('takes only links for its own', async () => {
    write('old', 'new', MARK);
    assert.deepEqual(await afterNext(), [MARK, 'new', 'old']);
  });
});
