import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync } from 'node:fs';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { GIB, KIB, MIB, TIB } from '../../../src/core/size.js';
import { type Ext4Options, type Ext4Plan, planExt4, writeExt4 } from '../../../src/formats/ext4/index.js';
import type { ByteTarget, ContentSource } from '../../../src/formats/tree.js';
import { assertClean, debugfs, dumpFields, resizeImage } from '../../oracles/e2fsprogs.js';
import { awkwardTree, islands } from './awkward-tree.js';
import { assertExtracts } from './extracted.js';
import { makeImage, scratchDirectory } from './images.js';
import {
  type Bytes,
  type Directory,
  directory,
  encode,
  file,
  link,
  type Node,
  OPTIONS,
  pattern,
  SOURCE,
} from './trees.js';

function writeAll(plan: Ext4Plan<Bytes>, source: ContentSource<Bytes>, write: ByteTarget['write']): void {
  const steps = writeExt4(plan, source, { write });
  while (!steps.next().done);
}

/** Names with the sizes of their files or what is below them: what a failure shows in place of every byte. */
type Sketch = readonly (readonly [name: Bytes, below: number | Sketch])[];

function draw(sketch: Sketch): Directory {
  const node = (below: number | Sketch): Node =>
    typeof below === 'number' ? file(pattern(below, below)) : draw(below);
  return directory(sketch.map(([name, below]) => ({ name, node: node(below) })));
}

describe('formats/ext4 writer', function () {
  this.timeout(120_000);
  const scratch = scratchDirectory();

  it('writes the same bytes for the same input, whatever order the entries come in', () => {
    const tree = directory({ b: file(pattern(5000)), a: directory({ y: file('y'), x: file('x') }), c: file('') });
    const turned = (node: Directory): Directory => ({
      ...node,
      entries: node.entries.toReversed().map(({ name, node: below }) => ({
        name,
        node: below.kind === 'directory' ? turned(below) : below,
      })),
    });
    const images = [tree, tree, turned(tree)].map((root, index) => {
      const image = scratch.path(`same-${index}`);
      makeImage(image, root, { size: 4 * MIB });
      return readFileSync(image);
    });
    assert.ok(images[0]!.equals(images[1]!));
    assert.ok(images[0]!.equals(images[2]!));
  });

  it('reports what it has written, in steps, up to what was planned', () => {
    for (const size of [32 * MIB, 700 * MIB, 20 * GIB]) {
      const tree = directory({
        large: { ...file(pattern(65_521)), size: 9 * MIB },
        small: file('x'),
        sub: directory({}),
      });
      const plan = planExt4(tree, { ...OPTIONS, size });
      let written = 0;
      const target = {
        write: (_position: number, bytes: Uint8Array) => {
          written += bytes.length;
        },
      };
      const reports = [...writeExt4(plan, SOURCE, target)];
      assert.ok(reports.length >= 9);
      assert.ok(reports.every((report, index) => index === 0 || report > reports[index - 1]!));
      assert.equal(reports.at(-1), written);
      assert.equal(plan.bytesToWrite, written);
    }
  });

  it('asks for the data of files in order, each byte once, and for no hole', () => {
    const tree = directory({
      holes: { ...file(pattern(100)), size: 5 * MIB, data: [{ start: 10, length: 20 }, { start: 100, length: 2 * MIB }, { start: 4 * MIB, length: 5 }] },
      whole: file(pattern(5000)),
    }); // prettier-ignore
    const asked: (readonly [number, number, number])[] = [];
    const source = {
      read: (node: { size: number }, position: number, into: Uint8Array) => {
        asked.push([node.size, position, into.length]);
      },
    };
    const plan = planExt4(tree, { ...OPTIONS, size: 32 * MIB });
    writeAll(plan, source, () => undefined);
    const joined = asked.reduce<[number, number, number][]>((ranges, [size, position, length]) => {
      const last = ranges.at(-1);
      if (last?.[0] === size && last[1] + last[2] === position) last[2] += length;
      else ranges.push([size, position, length]);
      return ranges;
    }, []);
    assert.deepEqual(joined, [
      [5 * MIB, 10, 20],
      [5 * MIB, 100, 2 * MIB],
      [5 * MIB, 4 * MIB, 5],
      [5000, 0, 5000],
    ]);
  });

  it('writes few and large pieces, and leaves empty what is empty', () => {
    const files = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`${index}`, file(pattern(3000))]));
    let writes = 0;
    const plan = planExt4(directory(files), { ...OPTIONS, size: GIB });
    writeAll(plan, SOURCE, () => writes++);
    assert.ok(writes < 200, `${writes} writes`);
    for (const [size, most] of [
      [10 * GIB, 5 * MIB],
      [TIB, 16 * MIB],
    ] as const) {
      const image = scratch.path('empty');
      makeImage(image, directory({}), { size });
      assert.ok(statSync(image).blocks * 512 < most, `${statSync(image).blocks / 2} KiB`);
    }
  });

  it('passes on what source and target throw', () => {
    const plan = planExt4(directory({ a: file('x') }), { ...OPTIONS, size: MIB });
    const failing = (): never => {
      throw new Error('gone');
    };
    assert.throws(() => [...writeExt4(plan, { read: failing }, { write: () => undefined })], /gone/);
    assert.throws(() => [...writeExt4(plan, SOURCE, { write: failing })], /gone/);
  });

  it('makes volumes that resize2fs grows', () => {
    const tree = directory({ a: file(pattern(100_000)), b: directory({ c: file('c') }) });
    for (const [size, grown] of [
      [MIB, 40 * MIB],
      [64 * MIB, 300 * MIB],
      [600 * MIB, 6 * GIB],
      [10 * GIB, 200 * GIB],
    ] as const) {
      const image = scratch.path('grown');
      makeImage(image, tree, { size });
      truncateSync(image, grown);
      resizeImage(image);
      assertClean(image);
      const blockSize = Number(dumpFields(image).get('Block size'));
      assert.ok(Number(dumpFields(image).get('Block count')) * blockSize > grown - 2 * MIB);
      assertExtracts(image, tree, scratch.path(`grown-${grown}`));
    }
  });

  it('does as options say', () => {
    const cases: readonly [Partial<Ext4Options>, Readonly<Record<string, RegExp>>][] = [
      [{ blockSize: 2048 }, { 'Block size': /^2048$/, 'First block': /^0$/ }],
      [{ blockSize: 4096, journalBlocks: 1024 }, { 'Total journal blocks': /^1024$/ }],
      [{ journalBlocks: 0 }, { 'Filesystem features': /^ext_attr/ }],
      [{ journalBlocks: 30_000 }, { 'Total journal blocks': /^30000$/ }],
      [{ inodes: 50_000 }, { 'Inode count': /^5\d{4}$/ }],
      [{ reservedPercent: 0 }, { 'Reserved block count': /^0$/ }],
      [{ reservedPercent: 1.5 }, { 'Reserved block count': /^983$/ }],
      [{ label: encode('data') }, { 'Filesystem volume name': /^data$/ }],
    ];
    for (const [options, fields] of cases) {
      const image = scratch.path('options');
      makeImage(image, directory({ a: file('x') }), { size: 64 * MIB, ...options });
      assertClean(image);
      for (const [name, value] of Object.entries(fields)) assert.match(dumpFields(image).get(name)!, value, name);
    }
  });

  it('takes larger blocks for what small ones cannot hold, and refuses what none can', () => {
    const plan = (node: Node, blockSize?: number) => {
      return planExt4(directory({ node }), { ...OPTIONS, size: 64 * MIB, ...(blockSize && { blockSize }) }).blockSize;
    };
    const sparse = (size: number): Node => ({ ...file('x'), size, data: [{ start: size - 1, length: 1 }] });
    const tooLarge = (error: unknown): boolean => hasErrorCode(error, 'format-limit');
    for (const [fits, over] of [
      [link('a'.repeat(1023)), link('a'.repeat(1024))],
      [sparse(4 * TIB - KIB), sparse(4 * TIB - KIB + 1)],
    ] as const) {
      assert.equal(plan(fits), 1024);
      assert.equal(plan(over), 4096);
      assert.throws(() => plan(over, 1024), tooLarge);
    }
    assert.throws(() => plan(sparse(16 * TIB - 4 * KIB + 1)), tooLarge);
    const image = scratch.path('largest');
    makeImage(image, directory({ node: sparse(16 * TIB - 4 * KIB) }), { size: 64 * MIB });
    assertClean(image);
  });

  it('builds extent trees of every depth', () => {
    const tree = directory({ 1: islands(4), 2: islands(5), 3: islands(300), 4: islands(400), 5: islands(30_000) });
    const image = scratch.path('extents');
    makeImage(image, tree, { size: 100 * MIB, blockSize: KIB });
    assertClean(image);
    const depth = (path: string): number => new Set(debugfs(image, `stat ${path}`).match(/ETB\d/g)).size;
    assert.deepEqual(['/1', '/2', '/3', '/4', '/5'].map(depth), [0, 1, 1, 2, 3]);
    assertExtracts(image, tree, scratch.path('extents.d'));
  });

  it('is clean at any size, small ones and odd ones too', () => {
    const tree = directory({ a: file(pattern(5000)), b: directory({ c: file('c') }) });
    const sizes = fc.oneof(
      fc.integer({ min: MIB, max: 12 * MIB }),
      fc.integer({ min: 12 * MIB, max: 600 * MIB }),
      fc.integer({ min: 600 * MIB, max: 40 * GIB }),
    );
    const blockSizes = fc.constantFrom(undefined, 1024, 2048, 4096);
    const property = fc.property(sizes, blockSizes, (size, blockSize) => {
      const image = scratch.path('odd');
      makeImage(image, tree, { size, ...(blockSize && { blockSize }) });
      assertClean(image);
    });
    // The example has as many inodes as its groups can hold.
    fc.assert(property, { numRuns: 60, examples: [[402_657_280, 4096]] });
  });

  it('keeps any tree', () => {
    const names = fc
      .uint8Array({ minLength: 1, maxLength: 40, min: 1 })
      .filter((name) => !name.includes(0x2f) && !['.', '..'].includes(Buffer.from(name).toString('latin1')));
    const { sketch } = fc.letrec<{ sketch: Sketch }>((tie) => ({
      sketch: fc.uniqueArray(
        fc.tuple(names, fc.oneof({ depthSize: 'small' }, fc.nat(20_000), tie('sketch'))),
        { maxLength: 12, selector: ([name]) => Buffer.from(name).toString('latin1') },
      ),
    })); // prettier-ignore
    let run = 0;
    const property = fc.property(sketch, fc.constantFrom(1024, 2048, 4096), (drawn, blockSize) => {
      const root = draw(drawn);
      const image = scratch.path('any');
      makeImage(image, root, { size: 24 * MIB, blockSize });
      assertClean(image);
      assertExtracts(image, root, scratch.path(`any-${run++}.d`));
    });
    fc.assert(property, { numRuns: 25 });
  });
});

describe('formats/ext4 with an awkward tree in small blocks', function () {
  this.timeout(60_000);
  const scratch = scratchDirectory();

  for (const [blockSize, levels] of [
    [1024, 1],
    [2048, 0],
  ] as const) {
    it(`of ${blockSize} bytes`, () => {
      const tree = awkwardTree();
      const small = directory(tree.entries.filter(({ name }) => Buffer.from(name).toString() !== 'links'));
      const image = scratch.path('small');
      makeImage(image, small, { size: 128 * MIB, blockSize });
      assertClean(image);
      assertExtracts(image, small, scratch.path(`small-${blockSize}.d`));
      assert.match(debugfs(image, 'htree_dump /wide').slice(0, 2000), new RegExp(`Indirect levels: ${levels}`));
    });
  }
});
