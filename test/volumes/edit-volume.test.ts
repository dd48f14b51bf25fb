import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyIntoVolume, type CopyOptions } from '../../src/volumes/edit-volume.js';
import { describeTree } from '../filesystem/tree-listing.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { createData, freeStore, readVolume, sourceAt } from './editing.js';

describe('volumes/edit-volume', () => {
  const inDirectory = useTemporaryDirectory();
  const write = (name: string, content = name) => {
    mkdirSync(path.dirname(inDirectory(name)), { recursive: true });
    writeFileSync(inDirectory(name), content);
    chmodSync(inDirectory(name), 0o644);
  };
  const copy = (shown: string, destination: string, options: CopyOptions = {}) =>
    copyIntoVolume(
      freeStore(inDirectory('store')),
      'data',
      [{ hostPath: path.resolve(inDirectory(), shown), shown, destination }],
      { owner: { uid: 1, gid: 2 }, ...options },
      {},
    );
  /** What was copied: its owner is 1. */
  const copied = async (...request: Parameters<typeof copy>) => {
    const { volume } = await copy(...request);
    assertClean(volume.location);
    const lines = readVolume(volume.location, (reader) => describeTree(reader.readTree()));
    return lines.flatMap((line) => (line.includes('->') ? [line] : (/^(\S+) \d+ 1:2/.exec(line)?.[1] ?? [])));
  };

  beforeEach(async () => {
    write('volume/there/file', 'old');
    symlinkSync('/there', inDirectory('volume/link'));
    await createData(freeStore(inDirectory('store')), { sources: [sourceAt(inDirectory('volume'))] });
    write('file', 'new');
    write('tree/below/deep');
    write('archive.tar', 'not unpacked');
  });

  const LINK = '/link -> /there';

  it('copies a file into a directory, or to a name of its own', async () => {
    assert.deepEqual(await copied('file', '/'), ['/file', LINK]);
    assert.deepEqual(await copied('file', '/there/'), ['/file', LINK, '/there/file']);
    assert.deepEqual(await copied('file', '/link'), ['/file', LINK, '/there/file']);
    assert.deepEqual(await copied('file', '/link/name'), ['/file', LINK, '/there/file', '/there/name']);
    assert.ok((await copied('archive.tar', '/')).includes('/archive.tar'));
  });

  it('copies a directory into one, or to a name of its own, or its content', async () => {
    const recursive = { recursive: true };
    const below = (root: string) => [`${root}/`, `${root}/below/`, `${root}/below/deep`];
    assert.deepEqual(await copied('tree', '/there', recursive), [LINK, ...below('/there/tree')]);
    assert.deepEqual(await copied('tree', '/name', recursive), [LINK, ...below('/name'), ...below('/there/tree')]);
    assert.ok((await copied('tree/.', '/', recursive)).includes('/below/deep'));
  });

  it('copies a link, or what it leads to', async () => {
    symlinkSync('file', inDirectory('to-file'));
    assert.deepEqual(await copied('to-file', '/'), [LINK, '/to-file']);
    assert.deepEqual(await copied('to-file', '/there/', { recursive: true }), [
      LINK,
      '/there/to-file -> file',
      '/to-file',
    ]);
    const both = { recursive: true, dereference: true };
    assert.ok((await copied('to-file', '/there/', both)).includes('/there/to-file'));
  });

  it('refuses what cp refuses', async () => {
    await assert.rejects(copy('tree', '/'), opsError('source-unsupported', 'tree: is a directory'));
    await assert.rejects(copy('file', '/none/name'), opsError('source-not-found', '/none: the volume has no such'));
    await assert.rejects(copy('file', '/none/'), opsError('source-not-found', '/none/'));
    await assert.rejects(copy('file', '/there/file/name'), opsError('source-not-found', '/there/file'));
    await assert.rejects(copy('none', '/'), opsError('source-not-found', 'none'));
    await assert.rejects(copy('tree', '/there/file', { recursive: true }), opsError('source-unsupported', 'is a file'));
    write('there', 'a file of the name of a directory');
    await assert.rejects(copy('there', '/'), opsError('source-unsupported', '/there'));
  });
});
