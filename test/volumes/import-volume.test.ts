import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { composeTree } from '../../src/filesystem/compose-tree.js';
import { HostContentSource, type TreeContent } from '../../src/filesystem/host-content.js';
import { toTimestamp } from '../../src/filesystem/timestamp.js';
import type { ContentSource, DirectoryNode } from '../../src/formats/tree.js';
import { importIntoVolume } from '../../src/volumes/import-volume.js';
import { listTree } from '../filesystem/tree-listing.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { anyTree, plant } from './arbitrary-tree.js';
import { createData, freeStore, NOW, readVolume, sourceAt } from './editing.js';

/** All of a tree that a reader can see of it, by path: attributes, contents, and which names are one file. */
function describeAll<Content>(root: DirectoryNode<Content>, source: ContentSource<Content>): Map<string, unknown> {
  const first = new Map<unknown, string>();
  const lines = new Map<string, unknown>();
  for (const [at, node] of listTree(root)) {
    if (at.startsWith('/lost+found') || node.kind === 'socket') continue;
    const { mode, uid, gid, mtime } = node;
    const same = first.get(node) ?? at;
    first.set(node, same);
    const kept = { kind: node.kind, mode, uid, gid, mtime, same };
    if (node.kind === 'file') {
      const content = Buffer.alloc(node.size);
      for (const { start, length } of node.data ?? [{ start: 0, length: node.size }]) {
        if (length > 0) source.read(node, start, content.subarray(start, start + length));
      }
      lines.set(at, { ...kept, content: content.toString('latin1') });
    } else {
      lines.set(at, { ...kept, target: node.kind === 'symlink' ? Buffer.from(node.target).toString() : '' });
    }
  }
  return new Map([...lines].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is thrown, as what one is to compare it with. */
function outcome<T>(work: Promise<T>): Promise<T | 'refused'> {
  return work.catch((error: unknown) => {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'source-unsupported', String(error));
    return 'refused' as const;
  });
}

describe('volumes/import-volume', function () {
  this.timeout(120_000);
  const inDirectory = useTemporaryDirectory();

  it('is what one tree of both would be, and clean, for any two trees', async () => {
    let [round, merged] = [0, 0];
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, fc.constantFrom('/', '/a', '/b/c/'), async (old, added, destination) => {
        const [one, two] = ['one', 'two'].map((name, index) =>
          plant(inDirectory(`${++round}-${name}`), index === 0 ? old : added),
        ) as [string, string];
        const editing = freeStore(inDirectory(`store${round}`));
        await createData(editing, { sources: [sourceAt(one)] });
        const expected = await outcome(
          composeTree(
            [
              { kind: 'host', path: '/', hostPath: one },
              { kind: 'host', path: destination, hostPath: two },
            ],
            { now: toTimestamp(NOW), owner: 'host' },
          ),
        );
        const request = { sources: [sourceAt(two, destination)] };
        const found = await outcome(importIntoVolume(editing, 'data', request, {}));
        if (expected === 'refused' || found === 'refused') {
          assert.equal(found, expected);
          return;
        }
        merged++;
        assertClean(found.volume.location);
        using content = new HostContentSource();
        const wanted = describeAll<TreeContent>(expected, content);
        readVolume(found.volume.location, (reader) => {
          assert.deepEqual(describeAll(reader.readTree(), reader), wanted);
        });
      }),
      { numRuns: 60 },
    );
    assert.ok(merged > 10, `${merged} were merged`);
  });

  it('makes the same bytes as a volume that was created with all of it', async () => {
    writeFileSync(inDirectory('file'), Buffer.alloc(300_000, 7));
    mkdirSync(inDirectory('tree/below'), { recursive: true });
    writeFileSync(inDirectory('tree/below/file'), 'below');
    const sources = [sourceAt(inDirectory('tree')), sourceAt(inDirectory('file'), '/place/file')] as const;
    // The first reading changes the times of access.
    readdirSync(inDirectory('tree'), { recursive: true });
    const [whole, steps] = [freeStore(inDirectory('whole')), freeStore(inDirectory('steps'))];
    const expected = await createData(whole, { sources });
    await createData(steps);
    await importIntoVolume(steps, 'data', { sources: [sources[0]] }, {});
    const { volume, totals, recovered } = await importIntoVolume(steps, 'data', { sources: [sources[1]] }, {});
    assert.ok(readFileSync(volume.location).equals(readFileSync(expected.location)));
    assert.deepEqual([totals.files, totals.content, recovered], [1, 300_000, false]);
  });

  it('gives up when the volume changes meanwhile, and leaves it as it is then', async () => {
    const editing = freeStore(inDirectory('store'));
    const { location } = await createData(editing);
    writeFileSync(inDirectory('file'), 'new');
    const change = (work: () => void) =>
      importIntoVolume(
        { ...editing, exclusively: (commit) => (work(), commit()) },
        'data',
        { sources: [sourceAt(inDirectory('file'))] },
        {},
      );
    const other = Buffer.alloc(8 << 20, 1);
    await assert.rejects(
      change(() => {
        writeFileSync(location, other);
      }),
      { code: 'source-changed', message: 'volume data: was changed meanwhile' },
    );
    assert.ok(readFileSync(location).equals(other));
    rmSync(location);
    await createData(editing);
    await assert.rejects(
      change(() => {
        rmSync(location);
      }),
      { code: 'source-changed', message: 'volume data: went away meanwhile' },
    );
    assert.deepEqual(editing.store.folder.names(), []);
  });
});
