import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { filesIn, useOpsHome } from '../cli/ops-home.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { itAsRoot } from '../oracles/privileges.js';

const POINTS = 17;
const ROOMY = 64 << 20;
const PAGE = 4096;

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

  const commands = {
    create: 'volume create new -s 12m -d site',
    import: 'volume import data more',
    resize: 'volume resize data 24m',
  };

  for (const [command, line] of Object.entries(commands)) {
    itAsRoot(`leaves what was, and nothing else, wherever ${command} runs out of room (L3)`, async () => {
      at.write('site/noise', Buffer.alloc(2 << 20, 'noise'));
      at.write('more/noises', Buffer.alloc(1 << 20, 'louder'));
      await onSmallDisk(async (disk, setSize) => {
        const env = { OPS_HOME: disk };
        const folder = path.join(disk, 'volumes');
        assert.equal((await at.ops('volume create data -s 12m -d site', { env })).code, 0);
        const [{ location } = assert.fail()] = new VolumeStore(folder).list();
        const [before, used] = [readFileSync(location), statSync(location).blocks * 512];
        for (let point = 0; point < POINTS; point++) {
          // What is written takes at least as much: 2 MiB of noise.
          const room = Math.floor(Math.random() * (2 << 8)) * PAGE;
          setSize(used + room);
          const { code, stdout, stderr } = await at.ops(line, { env });
          assert.deepEqual([code, stdout], [1, ''], `${room}: ${stderr}`);
          assert.match(stderr, /: no space left on device\n {2}free some space there/, `${room}`);
          assert.deepEqual(filesIn(folder), [path.basename(location)], `${room}`);
          assert.ok(readFileSync(location).equals(before), `${room}`);
        }
        setSize(ROOMY);
        assert.equal((await at.ops(line, { env })).code, 0);
        for (const volume of new VolumeStore(folder).list()) assertClean(volume.location);
      });
    });
  }
});
