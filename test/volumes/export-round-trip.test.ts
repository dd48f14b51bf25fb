import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { bytes, MIB } from '../../src/core/size.js';
import { uuidToBytes } from '../../src/core/uuid.js';
import { toTimestamp } from '../../src/filesystem/timestamp.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { createVolume, type NewVolume } from '../../src/volumes/create-volume.js';
import { formatVolumeFile } from '../../src/volumes/volume-file.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { useOpsHome } from '../cli/ops-home.js';
import { anyExt4Tree } from '../formats/ext4/arbitrary-tree.js';
import { makeImage } from '../formats/ext4/images.js';
import type { Directory, Node } from '../formats/ext4/trees.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { itAsRoot } from '../oracles/privileges.js';
import { anyTree, plant } from './arbitrary-tree.js';
import { NOW, sourceAt, UUID } from './editing.js';

describe('volumes, exported and made again', function () {
  this.timeout(60_000);
  const at = useOpsHome();

  /** Makes the volume `data` of a home of its own from a source. @returns its file */
  async function create(home: string, source: string, changes: Partial<NewVolume>): Promise<string> {
    const store = new VolumeStore(path.join(at.cwd, home, 'volumes'));
    const sources = [sourceAt(source)];
    const request = { name: parseVolumeName('data'), uuid: UUID, size: bytes(8 * MIB), now: NOW, sources, ...changes };
    return (await createVolume(store, request, {})).volume.location;
  }

  /** Makes volumes of random trees, exports each as `exported`, and sees that a volume of that has the same bytes. */
  async function checkTrees(exported: string, changes: Partial<NewVolume>, numRuns: number): Promise<void> {
    await fc.assert(
      fc.asyncProperty(anyTree, async (files) => {
        for (const name of ['tree', 'home', 'again', exported]) {
          rmSync(path.join(at.cwd, name), { recursive: true, force: true });
        }
        const first = await create('home', plant(path.join(at.cwd, 'tree'), files), changes);
        const { code, stderr } = await at.ops(`volume export data ${exported}`);
        assert.equal(code, 0, stderr);
        const second = await create('again', path.join(at.cwd, exported), changes);
        assertClean(second);
        assert.ok(readFileSync(second).equals(readFileSync(first)));
      }),
      { numRuns, endOnFailure: true },
    );
  }

  it('have the same bytes by way of an archive', () => checkTrees('all.tar', {}, 30));

  it('have the same bytes by way of an archive, with all that ext4 keeps', async () => {
    const size = bytes(8 * MIB);
    const uuid = uuidToBytes(UUID);
    const asCreated = { uuid, hashSeed: uuid.toReversed(), label: Buffer.from('data'), created: toTimestamp(NOW) };
    await fc.assert(
      fc.asyncProperty(anyExt4Tree, async (tree) => {
        for (const name of ['home', 'again', 'all.tar'])
          rmSync(path.join(at.cwd, name), { recursive: true, force: true });
        mkdirSync(at.home.volumes, { recursive: true });
        const image = path.join(at.home.volumes, formatVolumeFile({ name: 'data', uuid: UUID }));
        makeImage(image, archivable(tree), { ...asCreated, size });
        const { code, stderr } = await at.ops('volume export data all.tar');
        assert.equal(code, 0, stderr);
        const again = await create('again', path.join(at.cwd, 'all.tar'), { size });
        assertClean(again);
        assert.ok(readFileSync(again).equals(readFileSync(image)));
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  // What a directory cannot keep are the times of access and change: a reproducible volume has none.
  itAsRoot('have the same bytes by way of a directory', () => checkTrees('all', { reproducibleAt: NOW }, 30));
});

/** Without what an archive has no place for: sockets, and when files were born, which is now then. */
function archivable(root: Directory): Directory {
  const crtime = toTimestamp(NOW);
  const kept = new Map<Node, Node>();
  const keep = (node: Node): Node => {
    const known = kept.get(node) ?? (node.kind === 'directory' ? archivable(node) : { ...node, crtime });
    kept.set(node, known);
    return known;
  };
  const entries = root.entries.filter(({ node }) => node.kind !== 'socket');
  return { ...root, crtime, entries: entries.map(({ name, node }) => ({ name, node: keep(node) })) };
}
