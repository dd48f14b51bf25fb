import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { filesIn } from '../cli/ops-home.js';
import { spawnOps, type Ended, type Running } from '../cli/spawn-ops.js';
import { contentOf, readWhole } from '../formats/ext4/reader/read-whole.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { readFiles, UUID } from './editing.js';

/** A home with the volume `data`, in which one command is killed again and again. */
export class KilledLane {
  /** What of `before` and `after` there was, how often leftovers, and how often it was killed at all. */
  readonly seen = { before: 0, after: 0, leftovers: 0, killed: 0 };
  readonly #home: string;
  readonly #saved: string;
  readonly #store: VolumeStore;
  readonly #argv: readonly string[];
  #before = '';
  #after = '';
  /** How long the command takes at least, in milliseconds. */
  duration = Infinity;

  /** @param argv the command, without `volume` */
  constructor(home: string, argv: readonly string[]) {
    this.#home = home;
    this.#saved = `${home}.saved`;
    this.#store = new VolumeStore(path.join(home, 'volumes'));
    this.#argv = argv;
    mkdirSync(home);
  }

  /** Makes the volume, and finds out what the command does. @param source the content of the volume */
  async prepare(source: string): Promise<void> {
    await this.#run(['create', 'data', '-s', '16m', '-d', source, '--uuid', UUID]);
    copyFileSync(this.#store.get('data').location, this.#saved);
    this.#before = this.#state();
    const { code, stderr } = await this.#timed(() => this.#start(this.#argv).ended);
    assert.equal(code, 0, stderr);
    this.#after = this.#state();
    assert.notEqual(this.#after, this.#before);
  }

  /** Runs the command on the saved volume until `kill` has ended it, or it has ended itself. */
  async round(kill: (running: Running) => Promise<Ended>, node?: readonly string[]): Promise<Ended> {
    for (const { location } of this.#store.list()) rmSync(location);
    copyFileSync(this.#saved, this.#store.folder.pathOf(`data:${UUID}.raw`));
    const ended = await this.#timed(() => kill(this.#start(this.#argv, node)));
    const state = this.#state();
    const isBefore = state === this.#before;
    assert.ok(state === this.#after || (isBefore && ended.code !== 0), `${ended.code}: ${state} ${ended.stderr}`);
    if (isBefore) assert.ok(readFileSync(this.#store.get('data').location).equals(readFileSync(this.#saved)));
    this.seen[isBefore ? 'before' : 'after']++;
    if (ended.code === null) this.seen.killed++;
    await this.#goOn(isBefore);
    return ended;
  }

  async #timed(run: () => Promise<Ended>): Promise<Ended> {
    const start = performance.now();
    const ended = await run();
    if (ended.code === 0) this.duration = Math.min(this.duration, performance.now() - start);
    return ended;
  }

  /** The next command, which is the same one when it was not done, removes what was left. */
  async #goOn(isBefore: boolean): Promise<void> {
    if (this.#leftovers().length === 0) return;
    this.seen.leftovers++;
    await this.#run(isBefore ? this.#argv : ['create', 'next', '-s', '1m', '-q']);
    assert.deepEqual(this.#leftovers(), []);
    if (isBefore) assert.equal(this.#state(), this.#after);
  }

  #start(argv: readonly string[], node?: readonly string[]): Running {
    return spawnOps(this.#home, ['volume', ...argv], node);
  }

  async #run(argv: readonly string[]): Promise<void> {
    const { code, stderr } = await this.#start(argv).ended;
    assert.equal(code, 0, stderr);
  }

  /** What is in the folder and is no volume. */
  #leftovers(): string[] {
    const volumes = this.#store.list().map(({ location }) => path.basename(location));
    return filesIn(this.#store.folder.directory).filter((name) => !volumes.includes(name));
  }

  /** What every volume is called, says of itself and holds. */
  #state(): string {
    const volumes = this.#store.list().map(({ name, location, probe }) => {
      assert.ok(probe.healthy, `${name} is half a volume`);
      if (probe.filesystem === 'ext4') assertClean(location);
      const files = readFiles(location, (reader) =>
        readWhole(reader).map((found) => {
          const sum = found.node.kind === 'file' ? crc32(contentOf(reader, found.node)) : found.node.kind;
          return [found.path, sum];
        }),
      );
      return [name, probe.filesystem, probe.label, probe.size, files];
    });
    return JSON.stringify(volumes);
  }
}
