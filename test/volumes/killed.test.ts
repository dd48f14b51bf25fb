import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { filesIn, useOpsHome } from '../cli/ops-home.js';
import { spawnOps } from '../cli/spawn-ops.js';
import { contentOf, readWhole } from '../formats/ext4/reader/read-whole.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { readVolume } from './editing.js';

/** Beside those that processes.test.ts and edit-processes.test.ts kill, these make 200. */
const KILLED_PER_LANE = 12;
const LANES = ['left', 'right'];

/** One home, in which one command after the other is killed. */
class Lane {
  readonly #home: string;
  readonly #saved: string;
  readonly #store: VolumeStore;

  constructor(cwd: string, name: string) {
    this.#home = path.join(cwd, name);
    this.#saved = path.join(cwd, `${name}.saved`);
    this.#store = new VolumeStore(path.join(this.#home, 'volumes'));
    mkdirSync(this.#home);
  }

  start(...argv: string[]) {
    return spawnOps(this.#home, ['volume', ...argv]);
  }

  async run(...argv: string[]): Promise<void> {
    const { code, stderr } = await this.start(...argv).ended;
    assert.equal(code, 0, stderr);
  }

  get leftovers(): string[] {
    return filesIn(this.#store.folder.directory).filter((name) => name.endsWith('.partial'));
  }

  /** What every volume is called and holds. */
  state(): string {
    const volumes = this.#store.list().map(({ name, location, probe }) => {
      assert.ok(probe.healthy, `${name} is half a volume`);
      assertClean(location);
      const files = readVolume(location, (reader) =>
        readWhole(reader).map((found) => {
          const sum = found.node.kind === 'file' ? crc32(contentOf(reader, found.node)) : found.node.kind;
          return [found.path, sum];
        }),
      );
      return [name, probe.size, files];
    });
    return JSON.stringify(volumes);
  }

  save(): void {
    copyFileSync(this.#store.get('data').location, this.#saved);
  }

  isAsSaved(): boolean {
    return readFileSync(this.#store.get('data').location).equals(readFileSync(this.#saved));
  }

  /** Makes the saved volume the only one. Leftovers stay: only commands remove them. */
  restore(uuid: string): void {
    for (const { location } of this.#store.list()) rmSync(location);
    copyFileSync(this.#saved, this.#store.folder.pathOf(`data:${uuid}.raw`));
  }
}

const UUID = '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';

describe('volumes/killed', function () {
  this.timeout(120_000);
  const at = useOpsHome();

  const commands: Record<string, (site: string, more: string) => string[]> = {
    create: (site) => ['create', 'new', '-s', '16m', '-d', site],
    import: (_, more) => ['import', 'data', more],
    cp: (_, more) => ['cp', '-r', more, 'data:/copied'],
    resize: () => ['resize', 'data', '12m'],
    rename: () => ['rename', 'data', 'other'],
  };

  for (const [command, toArgv] of Object.entries(commands)) {
    it(`leaves what was or what is to be when ${command} is killed, and the next command removes the rest`, async () => {
      const site = path.dirname(at.write('site/noise', Buffer.alloc(6 << 20, 'noise')));
      const more = path.dirname(at.write('more/noise', Buffer.alloc(3 << 20, 'louder')));
      const argv = [...toArgv(site, more), '-q'];
      const seen = { old: 0, new: 0, leftovers: 0 };
      const killInLane = async (name: string) => {
        const lane = new Lane(at.cwd, name);
        await lane.run('create', 'data', '-s', '16m', '-d', site, '--uuid', UUID);
        lane.save();
        const before = lane.state();
        const start = performance.now();
        await lane.run(...argv);
        const duration = performance.now() - start;
        const after = lane.state();
        assert.notEqual(after, before);
        for (let round = 0; round < KILLED_PER_LANE; round++) {
          lane.restore(UUID);
          const { child, ended } = lane.start(...argv);
          // Before a third of its time Node.js has hardly begun.
          await Promise.race([delay(duration * (1 / 3 + (Math.random() * 2) / 3)), ended]);
          child.kill('SIGKILL');
          const { code } = await ended;
          const state = lane.state();
          assert.ok(state === after || (state === before && code !== 0), `${code}: ${state}`);
          // The label of one that is renamed is the new one a moment before its name: done again, it gets that, too.
          if (state === before && command !== 'rename') assert.ok(lane.isAsSaved());
          seen[state === before ? 'old' : 'new']++;
          if (lane.leftovers.length === 0) continue;
          seen.leftovers++;
          await lane.run('create', 'next', '-s', '1m');
          assert.deepEqual(lane.leftovers, []);
        }
      };
      await Promise.all(LANES.map(killInLane));
      assert.ok(seen.old > 0, JSON.stringify(seen));
    });
  }
});
