import assert from 'node:assert/strict';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createAtomicFile } from '../../src/io/atomic-file.js';
import { tryLock } from '../../src/io/file-lock.js';
import { StoreFolder } from '../../src/io/store-folder.js';
import { opsError } from './ops-error.js';
import { useTemporaryDirectory } from './temporary-directory.js';

const ABANDONED = '.x.0123456789abcdef.partial';

describe('io/store-folder', () => {
  const inDirectory = useTemporaryDirectory();
  const open = () => new StoreFolder(inDirectory('home', 'store'));

  it('is empty, and not made, until something is put there', async () => {
    assert.deepEqual([open().names(), open().has('.')], [[], false]);
    await open().exclusively(() => undefined);
    assert.deepEqual(
      [inDirectory('home'), inDirectory('home', 'store')].map((name) => statSync(name).mode & 0o777),
      [0o700, 0o700],
    );
    assert.deepEqual(open().names(), []);
  });

  it('lists what does not begin with a dot, sorted by bytes', async () => {
    await open().exclusively(() => undefined);
    for (const name of ['b', 'B', 'ä', '.hidden']) writeFileSync(open().pathOf(name), '');
    assert.deepEqual(open().names(), ['B', 'b', 'ä']);
  });

  it('tells regular files from all else', async () => {
    await open().exclusively(() => undefined);
    mkdirSync(open().pathOf('directory'));
    writeFileSync(open().pathOf('file'), '');
    symlinkSync('file', open().pathOf('link'));
    symlinkSync('nowhere', open().pathOf('dangling'));
    const names = ['directory', 'file', 'link', 'dangling', 'file/below'];
    assert.deepEqual(
      names.map((name) => open().hasFile(name)),
      [false, true, true, false, false],
    );
  });

  it('works one at a time', async () => {
    let inside = 0;
    const work = async (): Promise<number> => {
      const others = inside++;
      await delay(2);
      inside--;
      return others;
    };
    assert.deepEqual(await Promise.all([1, 2, 3, 4].map(() => open().exclusively(work))), [0, 0, 0, 0]);
  });

  it('removes what was abandoned, and nothing that is being written', async () => {
    await open().exclusively(() => undefined);
    writeFileSync(open().pathOf(ABANDONED), '');
    using file = await open().exclusively(() => createAtomicFile(open().directory, 'y'));
    await open().exclusively(() => undefined);
    assert.equal(open().has(ABANDONED), false);
    await file.commit('y');
    assert.deepEqual(open().names(), ['y']);
  });

  it('stops waiting, and does not begin, when it is told to stop', async () => {
    await open().exclusively(() => undefined);
    using held = tryLock(open().pathOf('.lock'));
    const controller = new AbortController();
    const waiting = open().exclusively(() => assert.fail('it began'), controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 50);
    await assert.rejects(waiting, opsError('interrupted'));
    held?.release();
    await assert.rejects(
      open().exclusively(() => undefined, AbortSignal.abort()),
      opsError('interrupted'),
    );
  });

  it('says what is wrong with a folder that is none', () => {
    writeFileSync(inDirectory('file'), '');
    const store = new StoreFolder(inDirectory('file'));
    assert.throws(() => store.names(), opsError('host-file', 'not a directory'));
  });
});
