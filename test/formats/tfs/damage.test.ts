import assert from 'node:assert/strict';
import { readLog } from '../../../src/formats/tfs/log/log-reader.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { directory, file, link, pattern } from '../ext4/trees.js';
import { makeRandom } from '../ext4/reader/damage.js';
import { assertNoiseIsReported } from '../damage.js';
import { damage, type Patient, readDamaged } from './damage.js';
import { fixture, makeVolume } from './volumes.js';
import { openTfs } from '../../../src/formats/tfs/index.js';

const ROUNDS = 2000;
const SLOWEST = 2000;
const MEMORY_LIMIT = 400 * 2 ** 20;

function examine(name: string, volume: Uint8Array): Patient {
  const { extensions } = readLog(bytesAccess(volume));
  const log = extensions.map(({ sector, length }) => {
    const start = sector * 512;
    let end = start + length * 512;
    while (volume[end - 1] === 0) end--;
    return { start, end };
  });
  return { name, volume, log };
}

function ownTree() {
  const shared = file(pattern(3000), { xattrs: new Map([['user.a', pattern(40)]]) });
  const names = Array.from({ length: 60 }, (_, index) => [`name-${index}`, index % 2 ? file('x') : link('a')] as const);
  const data = [{ start: 0, length: 600 }, { start: 5000, length: 100 }]; // prettier-ignore
  return directory({
    a: directory({ b: directory({ c: shared }) }),
    hole: { ...file('h'), size: 9000, data },
    shared,
    wide: directory(Object.fromEntries(names)),
  });
}

describe('formats/tfs on damage', function () {
  this.timeout(60_000);
  const patients: Patient[] = [];
  before(() => {
    for (const name of [
      'guest-written-v5',
      'compacted-by-nanos',
      'mkfs-c',
      'ops-go-v4',
      'ops-go-v5',
      'tree-v5-string-numbers',
    ]) {
      patients.push(examine(name, fixture(name)));
    }
    patients.push(examine('own', makeVolume(ownTree())));
  });

  it('refuses, or reads, 14,000 volumes with damaged logs', () => {
    const before = process.memoryUsage().rss;
    let slowest = 0;
    for (const [index, patient] of patients.entries()) {
      const random = makeRandom(index);
      const volume = Uint8Array.from(patient.volume);
      let refused = 0;
      for (let round = 0; round < ROUNDS; round++) {
        damage(volume, patient, random);
        const started = performance.now();
        if (readNamed(volume, `${patient.name}, round ${round}`) === 'refused') refused++;
        slowest = Math.max(slowest, performance.now() - started);
        for (const { start, end } of patient.log) volume.set(patient.volume.subarray(start, end + 64), start);
      }
      assert.ok(refused > ROUNDS / 4, `${patient.name}: ${refused} refused`);
      assert.ok(refused < ROUNDS, `${patient.name}: all refused`);
    }
    assert.ok(slowest < SLOWEST, `${slowest} ms for one volume`);
    const growth = process.memoryUsage().rss - before;
    assert.ok(growth < MEMORY_LIMIT, `${growth} bytes of memory`);
  });

  it('refuses volumes that end too early', () => {
    for (const { name, volume, log } of patients) {
      const random = makeRandom(volume.length);
      const end = Math.max(...log.map((part) => part.end));
      for (let round = 0; round < 200; round++) {
        const length = random(end);
        assert.equal(readNamed(volume.subarray(0, length), `${name}, ${length} bytes`), 'refused');
      }
    }
  });

  it('refuses noise', () => {
    assertNoiseIsReported((bytes) => openTfs(bytesAccess(bytes)));
  });
});

function readNamed(volume: Uint8Array, name: string) {
  try {
    return readDamaged(volume);
  } catch (error) {
    throw new Error(`${name}: ${String(error)}`, { cause: error });
  }
}
