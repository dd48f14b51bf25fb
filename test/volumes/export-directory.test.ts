import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { MIB } from '../../src/core/size.js';
import { formatVolumeFile } from '../../src/volumes/volume-file.js';
import { useOpsHome } from '../cli/ops-home.js';
import { anyExt4Tree } from '../formats/ext4/arbitrary-tree.js';
import { makeImage } from '../formats/ext4/images.js';
import { listedTree } from '../formats/ext4/listed-tree.js';
import { listHostTree } from '../oracles/list-tree.js';
import { itAsRoot } from '../oracles/privileges.js';
import { assertSameLines } from '../oracles/same-lines.js';
import { UUID } from './editing.js';

/** Node.js takes times as floating point numbers of seconds. */
const TIME_TOLERANCE = 1e-5;
const TIME = 5;

describe('volumes, exported to directories', function () {
  this.timeout(60_000);
  const at = useOpsHome();

  itAsRoot('are the same there, for any tree', async () => {
    const image = path.join(at.home.volumes, formatVolumeFile({ name: 'data', uuid: UUID }));
    const destination = path.join(at.cwd, 'all');
    mkdirSync(at.home.volumes, { recursive: true });
    await fc.assert(
      fc.asyncProperty(anyExt4Tree, async (tree) => {
        rmSync(destination, { recursive: true, force: true });
        makeImage(image, tree, { size: 8 * MIB });
        const { code, stderr } = await at.ops('volume export data all');
        assert.equal(code, 0, stderr);
        const found = listHostTree(destination).filter((line) => !line.startsWith('./lost+found '));
        const expected = listedTree(tree)
          .filter((line) => line.split(' ')[1] !== 'socket')
          // Linux has no modes of symbolic links.
          .map((line) => line.replace(/ same=.*/, '').replace(/^(\S+ symlink) \d+/, '$1 777'));
        assertSameLines(found.map(withoutTime), expected.map(withoutTime), 'all');
        for (const [index, line] of expected.entries()) {
          const difference = Math.abs(timeOf(line) - timeOf(found[index] ?? ''));
          assert.ok(difference < TIME_TOLERANCE, `${line}: ${found[index]}`);
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});

function withoutTime(line: string): string {
  return line
    .split(' ')
    .filter((_, index) => index !== TIME)
    .join(' ');
}

function timeOf(line: string): number {
  const [seconds, nanoseconds] = (line.split(' ')[TIME] ?? '').split('.').map(Number);
  return seconds! + nanoseconds! / 1e9;
}
