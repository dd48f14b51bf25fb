import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { hasErrorCode } from '../../src/core/errors.js';
import { bytes, MIB, parseSize } from '../../src/core/size.js';
import { importIntoVolume } from '../../src/volumes/import-volume.js';
import { resizeVolume } from '../../src/volumes/resize-volume.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { assertClean, changeWithDebugfs, dumpFields, makeReference } from '../oracles/e2fsprogs.js';
import { makeVariedTree } from '../oracles/varied-tree.js';
import { createData, freeStore, readVolume, sourceAt } from './editing.js';

/** What has to be the same whatever is done to a volume. */
const IDENTITY = ['Filesystem UUID', 'Directory Hash Seed', 'Filesystem created', 'Filesystem features', 'Block size'];

function identityOf(image: string): (string | undefined)[] {
  const fields = dumpFields(image);
  return [...IDENTITY, 'Filesystem volume name'].map((field) => fields.get(field));
}

describe('volumes/resize-volume', function () {
  this.timeout(60_000);
  const inDirectory = useTemporaryDirectory();

  it('comes back to the same bytes, over any other size', async () => {
    makeVariedTree(inDirectory('tree'));
    const editing = freeStore(inDirectory('store'));
    const { location } = await createData(editing, { sources: [sourceAt(inDirectory('tree'))], size: bytes(16 * MIB) });
    const [before, identity] = [readFileSync(location), identityOf(location)];
    const anySize = fc.integer({ min: 10 * MIB, max: 400 * MIB }).map(bytes);
    await fc.assert(
      fc.asyncProperty(anySize, async (size) => {
        const { volume } = await resizeVolume(editing, 'data', size, {});
        assert.equal(volume.probe.size, Math.ceil(size / 512) * 512);
        assertClean(location);
        assert.deepEqual(identityOf(location), identity);
        await resizeVolume(editing, 'data', bytes(16 * MIB), {});
        assert.ok(readFileSync(location).equals(before), `by way of ${size}`);
      }),
      { numRuns: 8 },
    );
  });

  it('names a size that is enough, for less than the content and for more content', async () => {
    const editing = freeStore(inDirectory('store'));
    await createData(editing);
    for (const length of [3_000_000, 20_000_000, 121_000_000, 130_000_000]) {
      writeFileSync(inDirectory('file'), Buffer.alloc(length, 1));
      const fill = () => importIntoVolume(editing, 'data', { sources: [sourceAt(inDirectory('file'))] }, {});
      const resize = () => resizeVolume(editing, 'data', bytes(length), {});
      const followHint = async (error: unknown) => {
        assert.ok(hasErrorCode(error, 'volume-too-small'), String(error));
        const [, size = ''] = /^ops volume resize data (\S+)$/.exec(error.hint ?? '') ?? [];
        await resizeVolume(editing, 'data', parseSize(size), {});
      };
      await fill().catch(followHint);
      await fill();
      await resize().then(() => assert.fail('the content alone fills it'), followHint);
      const { volume } = await fill();
      assertClean(volume.location);
      assert.ok(volume.probe.size > length);
    }
  });

  it('keeps a volume without a journal without one, and room for more files than usual', async () => {
    const editing = freeStore(inDirectory('store'));
    const { location } = await createData(editing, { filesystem: { journal: false, inodes: 20_000, blockSize: 4096 } });
    await resizeVolume(editing, 'data', parseSize('20m'), {});
    const fields = dumpFields(location);
    assert.equal(fields.get('Journal inode'), undefined);
    assert.equal(fields.get('Block size'), '4096');
    assert.ok(Number(fields.get('Inode count')) >= 20_000);
  });

  it('gives a volume that was too small for a journal one when it grows', async () => {
    const editing = freeStore(inDirectory('store'));
    const { location } = await createData(editing, { size: bytes(MIB) });
    assert.equal(dumpFields(location).get('Journal inode'), undefined);
    await resizeVolume(editing, 'data', parseSize('64m'), {});
    assert.equal(dumpFields(location).get('Journal inode'), '8');
  });

  it('keeps extended attributes, devices, hard links and holes', async () => {
    const editing = freeStore(inDirectory('store'));
    const { location } = await createData(editing);
    makeReference(location, '8m');
    writeFileSync(inDirectory('file'), 'content');
    changeWithDebugfs(location, [
      `write ${inDirectory('file')} file`,
      'ea_set file user.comment seen',
      `ea_set file user.long ${'x'.repeat(700)}`,
      'mknod null c 1 3',
      'ln file second',
      'set_inode_field file links_count 2',
      'set_inode_field file crtime 20010203040506',
      'set_inode_field file size 3000000',
    ]);
    const [before, after] = [listAll(location), await resizeVolume(editing, 'data', parseSize('40m'), {})];
    assert.deepEqual(listAll(after.volume.location), before);
    assert.match(before.get('file') ?? '', /"seconds":981173106.*"user.comment","seen".*x{700}/);
    assert.equal(before.get('file'), before.get('second'));
    assertClean(location);
  });
});

/** What is in the root of a volume, all that is known of it. */
function listAll(location: string): Map<string, string> {
  return readVolume(location, (reader) => {
    const entries = reader.readTree().entries.map(({ name, node }): [string, string] => {
      const xattrs = [...(node.xattrs ?? [])].map(([key, value]) => [key, Buffer.from(value).toString('latin1')]);
      const facts = Object.entries(node).filter(([key]) => !['content', 'entries', 'xattrs'].includes(key));
      return [Buffer.from(name).toString(), JSON.stringify([facts, xattrs.sort()])];
    });
    return new Map(entries);
  });
}
