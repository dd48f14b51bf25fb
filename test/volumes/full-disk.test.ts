import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { copySparse } from '../../src/io/sparse-copy.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { filesIn, useOpsHome } from '../cli/ops-home.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { itAsRoot } from '../oracles/privileges.js';

const POINTS = 50;
const ROOMY = 64 << 20;
const PAGE = 4096;

const COMMANDS = {
  create: 'volume create new -s 12m -d site',
  import: 'volume import data more',
  cp: 'volume cp -r more data:/copied',
  resize: 'volume resize data 24m',
  rename: 'volume rename data other',
};

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

describe('volumes on a disk that is full', function () {
  this.timeout(60_000);
  const at = useOpsHome();

  /** Runs `work` with a disk in memory. @param work is given a way to change how much room there is on it */
  async function onSmallDisk(work: (disk: string, setSize: (bytes: number) => void) => Promise<void>): Promise<void> {
    const disk = path.join(at.cwd, 'disk');
    mkdirSync(disk);
    mount('-t', 'tmpfs', '-o', `size=${ROOMY}`, 'none', disk);
    try {
      await work(disk, (size) => {
        mount('-o', `remount,size=${size}`, disk);
      });
    } finally {
      spawnSync('umount', [disk]);
    }
  }

  for (const [command, line] of Object.entries(COMMANDS)) {
    itAsRoot(`leaves what was, and nothing else, wherever ${command} runs out of room (L3)`, async () => {
      at.write('site/noise', Buffer.alloc(2 << 20, 'noise'));
      at.write('more/noises', Buffer.alloc(1 << 20, 'louder'));
      const saved = path.join(at.cwd, 'saved');
      await onSmallDisk(async (disk, setSize) => {
        const env = { OPS_HOME: disk };
        const store = new VolumeStore(path.join(disk, 'volumes'));
        assert.equal((await at.ops('volume create data -s 12m -d site', { env })).code, 0);
        const { location } = store.get('data');
        const before = readFileSync(location);
        await copySparse(location, saved);

        /** @returns whether it was done; then all is again as it was */
        const succeedsWith = async (room: number): Promise<boolean> => {
          setSize(statSync(location).blocks * 512 + room);
          const { code, stdout, stderr } = await at.ops(line, { env });
          if (code !== 0) {
            assert.deepEqual([code, stdout], [1, ''], stderr);
            assert.match(stderr, /: no space left on device\n {2}free some space there/);
            assert.deepEqual(filesIn(store.folder.directory), [path.basename(location)]);
            assert.ok(readFileSync(location).equals(before));
            return false;
          }
          for (const volume of store.list()) {
            assertClean(volume.location);
            rmSync(volume.location);
          }
          setSize(ROOMY);
          await copySparse(saved, location);
          return true;
        };

        const needed = PAGE * (await smallest(ROOMY / PAGE, (pages) => succeedsWith(pages * PAGE)));
        assert.ok(needed > 2 << 20, `it needs ${needed} bytes`);
        const point = fc.asyncProperty(fc.noBias(fc.nat(needed / PAGE - 1)), async (pages) => {
          assert.equal(await succeedsWith(pages * PAGE), false);
        });
        await fc.assert(point, { numRuns: POINTS, endOnFailure: true });
      });
    });
  }
});

/** The smallest number, at most `limit`, that `succeeds`; all above it do. */
async function smallest(limit: number, succeeds: (count: number) => Promise<boolean>): Promise<number> {
  let [failed, done] = [-1, limit];
  while (done - failed > 1) {
    const middle = Math.floor((failed + done) / 2);
    if (await succeeds(middle)) done = middle;
    else failed = middle;
  }
  return done;
}
