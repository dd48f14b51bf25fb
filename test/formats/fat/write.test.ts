import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { GIB, MIB } from '../../../src/core/size.js';
import { minimumFatSize, openFat, planFat, writeFat } from '../../../src/formats/fat/index.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { assertSoundFat, describeFat, extractFat, listFat } from '../../oracles/dosfstools.js';
import { useTemporaryFolder } from '../../oracles/temporary-folder.js';
import {
  type Bytes,
  type Directory,
  directory,
  encode,
  file,
  link,
  type Node,
  pattern,
  SOURCE,
  special,
} from '../ext4/trees.js';
import { contentOf, makeVolume, makeVolumeFile, OPTIONS, readAll, sorted } from './volumes.js';

/** What an EFI system partition holds. */
const ESP = directory({
  EFI: directory({ BOOT: directory({ 'BOOTX64.EFI': file(pattern(150_000)) }) }),
  loader: directory({
    'loader.conf': file('timeout 0\n'),
    entries: directory({ 'the guest, as it is started.conf': file('linux /vmlinuz\n') }),
  }),
  vmlinuz: file(pattern(700_001, 3), { mode: 0o444 }),
  'initrd.img': file(pattern(5 * MIB, 5)),
  empty: file(''),
});

/** A folder of the machine, as {@link contentOf} shows a tree. */
function readFolder(folder: string, below = ''): Map<string, Bytes | undefined> {
  const found = new Map<string, Bytes | undefined>();
  for (const entry of readdirSync(path.join(folder, below), { withFileTypes: true })) {
    const at = `${below}/${entry.name}`;
    found.set(at, entry.isFile() ? Uint8Array.from(readFileSync(path.join(folder, at))) : undefined);
    if (entry.isDirectory()) for (const [name, bytes] of readFolder(folder, at)) found.set(name, bytes);
  }
  return found;
}

describe('formats/fat writer', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  for (const [size, type, clusterSize] of [
    [10 * MIB, 'FAT16', 512],
    [33 * MIB, 'FAT32', 512],
    [300 * MIB, 'FAT32', 4096],
    [9 * GIB, 'FAT32', 8192],
  ] as const) {
    it(`makes a volume of ${size / MIB} MiB that fsck.fat finds sound and mtools reads`, () => {
      const image = `${folder()}/volume`;
      const plan = makeVolumeFile(image, ESP, { size, label: 'ESP' });
      assert.deepEqual([plan.type, plan.clusterSize], [type, clusterSize]);
      assertSoundFat(image);
      assert.match(describeFat(image), new RegExp(`${clusterSize} bytes per cluster`));
      mkdirSync(`${folder()}/out`);
      extractFat(image, `${folder()}/out`);
      assert.deepEqual(sorted(readFolder(`${folder()}/out`)), sorted(contentOf(ESP)));
    });
  }

  it('changes the type where the number of clusters does, with a margin to both sides', () => {
    const image = `${folder()}/volume`;
    const types = [66_053, 66_054, 66_598, 66_599].map((sectors) => {
      const { type, clusterSize, clusterCount } = makeVolumeFile(image, ESP, { size: sectors * 512 });
      assertSoundFat(image);
      return [type, clusterSize, clusterCount];
    });
    assert.deepEqual(types, [
      ['FAT16', 512, 65_508],
      ['FAT16', 1024, 32_881],
      ['FAT16', 1024, 33_152],
      ['FAT32', 512, 65_541],
    ]);
  });

  it('keeps label, serial number, times and what is read-only', () => {
    const image = `${folder()}/volume`;
    const at = (text: string) => ({ seconds: Date.parse(text) / 1000, nanoseconds: 0 });
    const root = directory({
      old: file('1', { mtime: at('1970-01-01T00:00:00Z') }),
      now: file('2', { mtime: at('2026-11-20T13:14:16Z') }),
      fixed: file('3', { mode: 0o555 }),
    });
    makeVolumeFile(image, root, { size: 4 * MIB, label: 'EFI SYSTEM' });
    const told = listFat(image);
    assert.match(told, /Volume in drive : is EFI SYSTEM/);
    assert.match(told, /Volume Serial Number is 1234-ABCD/);
    assert.match(told, /OLD +1 1980-01-01 +0:00 +old/);
    assert.match(told, /NOW +1 2026-11-20 +13:14 +now/);
    mkdirSync(`${folder()}/out`);
    extractFat(image, `${folder()}/out`);
    assert.equal(statSync(`${folder()}/out/now`).mtime.toISOString(), '2026-11-20T13:14:16.000Z');
    const reader = openFat(bytesAccess(readFileSync(image)));
    assert.deepEqual([reader.label, reader.serial], ['EFI SYSTEM', 0x1234_abcd]);
    assert.deepEqual(reader.find('/now')?.modified, at('2026-11-20T13:14:16Z'));
    assert.deepEqual(
      reader.list(reader.root).map(({ name, readOnly }) => [name, readOnly]),
      [
        ['fixed', true],
        ['now', false],
        ['old', false],
      ],
    );
  });

  it('writes holes of files as holes', () => {
    const size = 40 * MIB;
    const sparse = file(pattern(1000), { size: 30 * MIB, data: [{ start: 20 * MIB + 7, length: 1000 }] });
    let written = 0;
    const target = { write: (_: number, bytes: Bytes) => (written += bytes.length) };
    const steps = writeFat(planFat(directory({ sparse }), { ...OPTIONS, size }), SOURCE, target);
    while (!steps.next().done);
    assert.ok(written < MIB, `${written}`);
  });

  it('writes the same bytes for the same tree, from the start to the end', () => {
    const turned = { ...ESP, entries: ESP.entries.toReversed() };
    assert.deepEqual(makeVolume(ESP, { size: 10 * MIB }).bytes, makeVolume(turned, { size: 10 * MIB }).bytes);
    let end = 0;
    const target = {
      write: (position: number, bytes: Bytes) => {
        assert.ok(position >= end);
        end = position + bytes.length;
      },
    };
    const reported = [...writeFat(planFat(ESP, { ...OPTIONS, size: 10 * MIB }), SOURCE, target)];
    assert.deepEqual(
      reported,
      reported.toSorted((a, b) => a - b),
    );
  });

  it('says a size that is large enough, also for many files', () => {
    const trees = [
      directory({}),
      ESP,
      directory(manyFiles(3000)),
      directory({ big: file(pattern(1), { size: 70 * MIB }) }),
    ];
    for (const tree of trees) {
      const needed = minimumFatSize(tree, OPTIONS);
      planFat(tree, { ...OPTIONS, size: needed });
      for (const size of [0, needed - 256 * 1024]) {
        assert.throws(
          () => planFat(tree, { ...OPTIONS, size }),
          (error) => hasErrorCode(error, 'volume-too-small') && error.details['needed'] === needed,
        );
      }
    }
  });

  it('holds thousands of files whose short names begin alike', () => {
    for (const size of [8 * MIB, 64 * MIB]) {
      const image = `${folder()}/volume`;
      const tree = directory({ many: directory(manyFiles(5000)), ...manyFiles(700) });
      makeVolumeFile(image, tree, { size });
      assertSoundFat(image);
      assert.deepEqual(sorted(readAll(openFat(bytesAccess(readFileSync(image))))), sorted(contentOf(tree)));
    }
  });

  it('refuses what FAT cannot hold', () => {
    const twice = file('x');
    const refused: readonly (readonly [Directory, string])[] = [
      [directory({ link: link('x') }), 'source-unsupported'],
      [directory({ pipe: special('fifo') }), 'source-unsupported'],
      [directory({ odd: file('x', { size: 5, data: [{ start: 4, length: 2 }] }) }), 'source-unsupported'],
      [directory({ a: twice, b: twice }), 'source-unsupported'],
      [directory({ big: file('x', { size: 2 ** 32 }) }), 'format-limit'],
      [directory({ many: directory(manyFiles(22_000)) }), 'format-limit'],
    ];
    for (const [tree, code] of refused) {
      assert.throws(
        () => planFat(tree, { ...OPTIONS, size: 64 * MIB }),
        (error) => hasErrorCode(error, code as 'format-limit'),
        JSON.stringify(tree),
      );
    }
    for (const options of [
      { label: 'small' },
      { label: 'TWELVE CHARS' },
      { serial: 2 ** 32 },
      { hiddenSectors: -1 },
      { size: 1000 },
      { size: 3 * 1024 * GIB },
    ]) {
      assert.throws(
        () => planFat(directory({}), { ...OPTIONS, size: 64 * MIB, ...options }),
        (error) => hasErrorCode(error, 'format-limit'),
      );
    }
  });

  it('makes a sound volume of any tree', () => {
    const letters = fc.constantFrom(
      'a',
      'b',
      'A',
      'B',
      '0',
      ' ',
      '.',
      '~',
      '_',
      '+',
      'é',
      '☃',
      'ß',
      '😀',
      '[',
      'twenty letters or so',
    );
    const name = fc.array(letters, { maxLength: 12 }).map((parts) => `${parts.join('')}z`);
    const content = fc.nat({ max: 40_000 }).map((length) => file(pattern(length, length % 250)));
    const folderOf = (node: fc.Arbitrary<Node>) =>
      fc
        .uniqueArray(fc.tuple(name, node), { selector: ([text]) => text.toUpperCase(), maxLength: 10 })
        .map((entries) => directory(entries.map(([text, below]) => ({ name: encode(text), node: below }))));
    const tree = folderOf(fc.oneof(content, folderOf(fc.oneof(content, folderOf(content)))));
    const image = `${folder()}/volume`;
    fc.assert(
      fc.property(tree, fc.constantFrom(6 * MIB, 34 * MIB), (root, size) => {
        makeVolumeFile(image, root, { size });
        assertSoundFat(image);
        assert.deepEqual(sorted(readAll(openFat(bytesAccess(readFileSync(image))))), sorted(contentOf(root)));
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});

function manyFiles(count: number): Record<string, ReturnType<typeof file>> {
  const names = Array.from({ length: count }, (_, index) => `library-${index}.so`);
  return Object.fromEntries(names.map((name) => [name, file(name)]));
}
