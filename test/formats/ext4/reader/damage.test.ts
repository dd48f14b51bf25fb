import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { debugfsBatch } from '../../../oracles/debugfs-inodes.js';
import { makeFileSystem } from '../../../oracles/e2fsprogs.js';
import { islands } from '../awkward-tree.js';
import { makeImage, scratchDirectory } from '../images.js';
import { directory, file, link, pattern, special } from '../trees.js';
import { damage, examine, makeRandom, type Patient, readDamaged } from './damage.js';
import { dirtyImage } from './dirty-image.js';

const ROUNDS = 3500;
const SLOWEST = 2000;

describe('formats/ext4 reader on damage', function () {
  this.timeout(300_000);
  const scratch = scratchDirectory();
  const patients: Patient[] = [];
  before(() => {
    makeSource(scratch.path('source'));
    for (const [name, flags] of [
      ['ext2', ['-t', 'ext2', '-b', '1024', '-I', '128']],
      ['without checksums', ['-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,^has_journal,^resize_inode']],
      ['with short checksums', ['-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,uninit_bg,^has_journal']],
      ['with checksums', ['-t', 'ext4', '-b', '1024', '-O', '^has_journal']],
      ['inline', ['-t', 'ext4', '-b', '1024', '-O', 'inline_data,^metadata_csum,^has_journal']],
      ['clustered', ['-t', 'ext4', '-b', '1024', '-O', 'bigalloc,^metadata_csum,^has_journal,^resize_inode']],
    ] as const) {
      const image = scratch.path(name);
      makeFileSystem(image, '1200k', [...flags, '-N', '64', '-d', scratch.path('source')]);
      // Where a long link leads to is no metadata: no checksum is over it.
      const sealed = name === 'with checksums' ? ['rm long'] : [];
      debugfsBatch(image, ['ea_set file user.a abc', `ea_set file user.b ${'v'.repeat(300)}`, ...sealed], ['-w']);
      patients.push(examine(name, readFileSync(image)));
    }
    makeImage(scratch.path('own'), sealedTree(), { size: 2 ** 20, inodes: 64 });
    patients.push(examine('own', readFileSync(scratch.path('own'))));
  });

  it('refuses, or reads, 24,500 images with damaged metadata, and takes no damage under checksums for the truth', () => {
    const outcomes = new Map<string, { refused: number; same: number; other: number }>();
    let slowest = 0;
    for (const [index, patient] of patients.entries()) {
      const random = makeRandom(index);
      const outcome = { refused: 0, same: 0, other: 0 };
      const image = Uint8Array.from(patient.image);
      for (let round = 0; round < ROUNDS; round++) {
        damage(image, patient, random);
        const started = performance.now();
        const digest = readNamed(image, `${patient.name}, round ${round}`);
        slowest = Math.max(slowest, performance.now() - started);
        outcome[digest === undefined ? 'refused' : digest === patient.digest ? 'same' : 'other']++;
        image.set(patient.image);
      }
      outcomes.set(patient.name, outcome);
      assert.ok(outcome.refused > ROUNDS / 10, `${patient.name}: ${JSON.stringify(outcome)}`);
    }
    assert.ok(slowest < SLOWEST, `${slowest} ms for one image`);
    assert.equal(outcomes.get('with checksums')!.other, 0);
    assert.equal(outcomes.get('own')!.other, 0);
    // Else the damage would not have met anything that is read.
    assert.ok(outcomes.get('without checksums')!.other > ROUNDS / 50);
  });

  it('refuses every image that ends too early', () => {
    for (const { name, image } of patients) {
      const random = makeRandom(image.length);
      for (let round = 0; round < 100; round++) {
        const length = random(image.length - 1024);
        assert.equal(
          readNamed(image.subarray(0, length), `${name}, ${length} bytes`),
          undefined,
          `${name} of ${length}`,
        );
      }
    }
  });

  it('refuses, or reads, a journal that is damaged', () => {
    const patient = examine('dirty', dirtyImage());
    const random = makeRandom(1);
    const image = Uint8Array.from(patient.image);
    let refused = 0;
    for (let round = 0; round < 400; round++) {
      damage(image, patient, random);
      if (readNamed(image, `dirty, round ${round}`) === undefined) refused++;
      image.set(patient.image);
    }
    assert.ok(refused > 100, `${refused} refused`);
  });
});

function readNamed(image: Uint8Array, name: string): string | undefined {
  try {
    return readDamaged(image);
  } catch (error) {
    throw new Error(`${name}: ${String(error)}`, { cause: error });
  }
}

function makeSource(root: string): void {
  for (const name of ['', 'a', 'a/b', 'a/b/c', 'wide']) mkdirSync(`${root}/${name}`, { recursive: true });
  writeFileSync(`${root}/file`, pattern(300));
  writeFileSync(`${root}/large`, pattern(290_000));
  writeFileSync(`${root}/a/b/deep`, pattern(5000));
  for (let index = 0; index < 20; index++) writeFileSync(`${root}/wide/${'n'.repeat(90)}${index}`, '');
  symlinkSync('file', `${root}/short`);
  symlinkSync('a/'.repeat(60), `${root}/long`);
}

/** A tree all of whose metadata is under a checksum: the target of a long link is not. */
function sealedTree() {
  const names = Array.from({ length: 25 }, (_, index) => [`${'n'.repeat(90)}${index}`, special('fifo')] as const);
  return directory({
    wide: directory(Object.fromEntries(names)),
    a: directory({ b: directory({ c: file(pattern(3000)) }) }),
    sparse: { ...islands(100) },
    link: link('a/b/c'),
    attributes: file('x', { xattrs: new Map([['user.a', pattern(400)], ['user.b', pattern(10)]]) }), // prettier-ignore
  });
}
