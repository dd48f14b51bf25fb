import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import fc from 'fast-check';
import { MIB } from '../../src/core/size.js';
import { parseUuid, uuidToBytes } from '../../src/core/uuid.js';
import { formatVolumeFile } from '../../src/volumes/volume-file.js';
import { anyExt4Tree } from '../formats/ext4/arbitrary-tree.js';
import { makeImage } from '../formats/ext4/images.js';
import { listedTree, withFirstNames } from '../formats/ext4/listed-tree.js';
import { directory } from '../formats/ext4/trees.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { linesOf, useOps } from '../oracles/ops.js';
import { assertSameLines } from '../oracles/same-lines.js';

const TREES_PER_VOLUME = 52;

describe('guest: random trees', function () {
  this.timeout(60_000);
  const ops = useOps();

  it('are the same for a Linux kernel, down to the last attribute', async () => {
    const seed = Date.now() % 2 ** 31;
    const volumes = [1024, 4096].map((blockSize, index) => {
      const name = `trees-${blockSize}`;
      const trees = fc.sample(anyExt4Tree, { numRuns: TREES_PER_VOLUME, seed: seed + index });
      const root = directory(trees.map((node, place) => ({ name: Buffer.from(String(place)), node })));
      const uuid = parseUuid(`5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a1${index}`);
      const image = ops.file(`home/volumes/${formatVolumeFile({ name, uuid })}`);
      mkdirSync(ops.file('home/volumes'), { recursive: true });
      makeImage(image, root, { size: 64 * MIB, blockSize, uuid: uuidToBytes(uuid) });
      assertClean(image);
      return { name, image, expected: listedTree(root) };
    });
    const flags = volumes.flatMap(({ name }) => ['--mounts', `${name}:/${name}:ro`]);
    const places = volumes.map(({ name }) => `/${name}`);
    const run = ops.start('run', '--no-accel', ops.program('list-tree'), ...flags, '--', '-x', ...places);
    const lines = linesOf(await run.expect(0));
    const second = lines.findLastIndex((line) => line.startsWith('. '));
    const listed = [lines.slice(0, second), lines.slice(second)];
    for (const [index, { name, image, expected }] of volumes.entries()) {
      const found = withFirstNames(listed[index] ?? []).filter((line) => !line.startsWith('./lost+found '));
      assertSameLines(found, expected, `${name}, seed ${seed}`);
      assert.ok(found.length > TREES_PER_VOLUME);
      assertClean(image);
    }
  });
});
