import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { parseSize } from '../../src/core/size.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { copyIntoVolume } from '../../src/volumes/edit-volume.js';
import { importIntoVolume } from '../../src/volumes/import-volume.js';
import { renameVolume } from '../../src/volumes/rename-volume.js';
import { resizeVolume } from '../../src/volumes/resize-volume.js';
import { dirtyImage } from '../formats/ext4/reader/dirty-image.js';
import { contentOf, readWhole } from '../formats/ext4/reader/read-whole.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { debugfsBatch } from '../oracles/debugfs-inodes.js';
import { assertClean, debugfs, dumpFields, makeReference, repairImage } from '../oracles/e2fsprogs.js';
import { createData, freeStore, readVolume, sourceAt } from './editing.js';

/** A sequence number of a block for multiple mount protection (kernel documentation, "Multiple Mount Protection"). */
const IN_USE = 0x12345;

/** What guests that were killed leave, and other machines that have a volume. */
describe('volumes that were not unmounted', function () {
  this.timeout(60_000);
  const inDirectory = useTemporaryDirectory();
  const editing = () => freeStore(inDirectory('store'));

  const rename = async () => ({ volume: await renameVolume(editing(), 'data', parseVolumeName('other'), {}) });
  const rebuilds = {
    import: () => importIntoVolume(editing(), 'data', { sources: [sourceAt(inDirectory('new'), '/new')] }, {}),
    cp: () => {
      const copy = { hostPath: inDirectory('new'), shown: 'new', destination: '/' };
      return copyIntoVolume(editing(), 'data', [copy], {}, {});
    },
    resize: () => resizeVolume(editing(), 'data', parseSize('24m'), {}),
  };
  const changes = { ...rebuilds, rename };

  beforeEach(() => {
    writeFileSync(inDirectory('new'), 'new');
  });

  /** All that is in a volume, the root and what the changes add apart. */
  const contents = (image: string): unknown[] =>
    readVolume(image, (reader) =>
      readWhole(reader)
        .filter(({ path }) => path !== '' && path !== '/new')
        .map(({ path, node }) => {
          const { kind, mode, uid, gid, mtime, xattrs } = node;
          const sum = node.kind === 'file' ? crc32(contentOf(reader, node)) : undefined;
          return [path, { kind, mode, uid, gid, mtime, xattrs, sum }];
        }),
    );

  for (const [command, change] of Object.entries(changes)) {
    it(`keep what a killed guest had synced: ${command}`, async () => {
      const { location } = await createData(editing());
      writeFileSync(location, dirtyImage());
      // As a volume of this name would be labelled.
      debugfsBatch(location, ['ssv volume_name data'], ['-w']);
      const repaired = inDirectory('repaired');
      copyFileSync(location, repaired);
      repairImage(repaired);
      const expected = contents(repaired);
      assert.ok(expected.length > 350);
      const { volume } = await change();
      assertClean(volume.location);
      assert.doesNotMatch(dumpFields(volume.location).get('Filesystem features') ?? '', /needs_recovery/);
      assert.deepEqual(contents(volume.location), expected);
    });

    it(`have what only their journal has: ${command}`, async () => {
      const { location } = await volumeWithJournal();
      const { volume } = await change();
      assertClean(volume.location);
      assert.equal(debugfs(volume.location, 'cat /file'), 'o'.repeat(4096) + 'j'.repeat(4096) + 'o'.repeat(4096));
      assert.equal(volume.location === location, command !== 'rename');
    });

    it(`stay as they are when their journal is damaged: ${command}`, async () => {
      const { location } = await volumeWithJournal();
      const bytes = readFileSync(location);
      const [, descriptor = NaN] = debugfs(location, 'blocks <8>').trim().split(/\s+/).map(Number);
      bytes[descriptor * 4096 + 20]! ^= 1;
      writeFileSync(location, bytes);
      await assert.rejects(change(), opsError('format-corrupt', 'volume data: journal at byte ', ' is damaged'));
      await assert.rejects(change(), { hint: `repair it: e2fsck -f "${location}"` });
      assert.ok(readFileSync(location).equals(bytes));
    });
  }

  for (const [command, change] of Object.entries(changes)) {
    // Multiple mount protection: a block of the volume says which machine has it.
    it(`stay as they are when another machine may have them: ${command}`, async () => {
      const { location } = await createData(editing());
      makeReference(location, '16m', '-O', 'mmp,^metadata_csum', '-L', 'data', '-b', '4096');
      const bytes = readFileSync(location);
      bytes.writeUInt32LE(IN_USE, Number(dumpFields(location).get('MMP block number')) * 4096 + 4);
      writeFileSync(location, bytes);
      assert.match(
        debugfs(location, 'dump_mmp', () => true),
        /^sequence: 00012345$/m,
      );
      await assert.rejects(change(), opsError('format-unsupported', 'volume data: ', ' mmp'));
      await assert.rejects(change(), { hint: 'change it from within a guest: ops run ... --mounts data:/mnt' });
      assert.ok(readFileSync(location).equals(bytes));
      readVolume(location, (reader) => {
        assert.deepEqual(readWhole(reader).map(({ path }) => path), ['', '/lost+found']); // prettier-ignore
      });
    });
  }

  /** A volume with a file of three blocks, the middle one of which is another in the journal. */
  async function volumeWithJournal() {
    writeFileSync(inDirectory('file'), 'o'.repeat(3 * 4096));
    writeFileSync(inDirectory('block'), 'j'.repeat(4096));
    const sources = [sourceAt(inDirectory('file'), '/file')];
    const volume = await createData(editing(), { sources, size: parseSize('16m'), filesystem: { blockSize: 4096 } });
    const [, middle] = debugfs(volume.location, 'blocks /file').trim().split(/\s+/);
    debugfsBatch(volume.location, ['jo -c -v 3', `jw -b ${middle} ${inDirectory('block')}`, 'jc'], ['-w']);
    assert.equal(debugfs(volume.location, 'cat /file'), 'o'.repeat(3 * 4096));
    return volume;
  }
});
