import assert from 'node:assert/strict';
import { hasErrorCode, OpsError } from '../../../src/core/errors.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { minimumTfsSize, openTfs, openTfsHeader, planTfs, writeTfs } from '../../../src/formats/tfs/index.js';
import { checkTfs } from '../../../src/formats/tfs/check/index.js';
import { tupleOf } from '../../../src/formats/tfs/tuple/index.js';
import type { FileNode } from '../../../src/formats/tree.js';
import { type Bytes, device, directory, type Directory, encode, file, link, type Node, pattern, SOURCE, special } from '../ext4/trees.js'; // prettier-ignore
import { contentOf, makeVolume, MIB, UUID } from './volumes.js';

const OPTIONS = { uuid: UUID, size: 4 * MIB };
const open = (volume: Uint8Array) => openTfs(bytesAccess(volume));
const refusal = (code: 'name-invalid' | 'source-unsupported' | 'format-limit') => (error: unknown) => hasErrorCode(error, code); // prettier-ignore

/** Blocks in the order of the volume that a guest finds free, in one run: all else is kept by something. */
function freeAtTheEnd(root: Directory, size: number): number {
  return planTfs(root, { ...OPTIONS, size }).freeBlocks;
}

function planError(root: Directory, size: number): OpsError {
  try {
    planTfs(root, { ...OPTIONS, size });
  } catch (error) {
    if (error instanceof OpsError) return error;
    throw error;
  }
  throw new Error('it was planned');
}

describe('formats/tfs write', function () {
  this.timeout(60_000);

  it('leaves room for what a guest keeps before it writes a byte', () => {
    // An empty volume of 3074 blocks is the smallest on which a guest could write.
    assert.equal(minimumTfsSize(directory({}), OPTIONS), 3074 * 512);
    for (const tree of [directory({}), directory({ a: file(pattern(5000)), b: directory({ c: file('c') }) })]) {
      for (const free of [0, 1, 512, 513, MIB]) {
        const size = minimumTfsSize(tree, OPTIONS, free);
        assert.equal(freeAtTheEnd(tree, size), 2048 + Math.max(1, Math.ceil(free / 512)));
      }
    }
  });

  it('names the size that would do', () => {
    const tree = directory({ a: file(pattern(1_000_000)) });
    for (const size of [0, 511, MIB, minimumTfsSize(tree, OPTIONS) - 1]) {
      const error = planError(tree, size);
      assert.equal(error.code, 'volume-too-small');
      const needed = Number(error.details['needed']);
      assert.equal(needed, minimumTfsSize(tree, OPTIONS));
      assert.deepEqual(
        contentOf(open(makeVolume(tree, { size: needed })), firstFile(tree, needed)),
        pattern(1_000_000),
      );
    }
  });

  it('takes labels to 31 bytes, and sizes that are no blocks', () => {
    for (const label of ['', 'x', 'é'.repeat(15), 'x'.repeat(31)]) {
      const volume = makeVolume(directory({}), { label: encode(label), size: 2 * MIB + 100 });
      const { version, uuid, label: read } = openTfsHeader(volume);
      assert.deepEqual([version, uuid, Buffer.from(read).toString()], [5, UUID, label]);
      assert.equal(open(volume).usage().blockCount, 4096);
    }
  });

  it('refuses options that no volume can have', () => {
    for (const wrong of [
      { label: new Uint8Array(32).fill(0x61) },
      { label: encode('a\0b') },
      { uuid: UUID.subarray(1) },
      { size: 1.5 },
      { size: -1 },
      { manifest: tupleOf({ children: {} }) },
    ]) {
      assert.throws(() => planTfs(directory({}), { ...OPTIONS, ...wrong }), refusal('format-limit'));
    }
  });

  it('refuses names and trees that no volume can hold', () => {
    const twice = directory({});
    const named = (name: Bytes): Directory => directory([{ name, node: file('') }]);
    for (const tree of [named(new Uint8Array(256).fill(0x61)), named(Uint8Array.of(0xff)), named(encode('a/b')), named(encode('..'))]) {
      assert.throws(() => planTfs(tree, OPTIONS), refusal('name-invalid'));
    } // prettier-ignore
    for (const node of [link(''), link('a'.repeat(4096)), { ...file('x'), size: 2, data: [{ start: 1, length: 5 }] }]) {
      assert.throws(() => planTfs(directory({ node }), OPTIONS), refusal('source-unsupported'));
    }
    assert.throws(() => planTfs(directory({ a: twice, b: twice }), OPTIONS), refusal('source-unsupported'));
    assert.equal(open(makeVolume(named(encode('é'.repeat(127))))).list(1).length, 1);
  });

  it('never ends sector 0 as a boot sector does, and repeats itself byte for byte', () => {
    const tree = directory({ b: file(pattern(700)), a: directory({ z: link('b'), y: file('') }) });
    const turned = { ...tree, entries: tree.entries.toReversed() };
    const volume = makeVolume(tree, { label: new Uint8Array(31).fill(0xaa) });
    assert.ok(Buffer.from(volume).equals(makeVolume(turned, { label: new Uint8Array(31).fill(0xaa) })));
    assert.ok(volume.subarray(100, 512).every((byte) => byte === 0));
  });

  it('says what it left out', () => {
    const owned = { uid: 5, xattrs: new Map([['user.a', encode('x')]]) };
    const lost = { mode: 0o777, xattrs: new Map([['plain', encode('x')]]) };
    const tree = directory({
      dev: directory({ null: device('character-device', 1, 3), pipe: special('fifo'), sock: special('socket') }),
      old: file('', { mode: 0o777, mtime: { seconds: -1, nanoseconds: 0 } }),
      one: file('1', owned),
      two: file('2', { ...owned, ...lost }),
    });
    const plan = planTfs(tree, OPTIONS);
    const losses = plan.losses.map(({ kind, count, example }) => `${kind} ${count} ${Buffer.from(example).toString()}`);
    assert.deepEqual(losses, ['mode 3 ', 'time 1 /old', 'owner 2 /one', 'attribute 1 /two', 'device 1 /dev/null', 'fifo 1 /dev/pipe', 'socket 1 /dev/sock']); // prettier-ignore
    const reader = open(makeVolume(tree));
    assert.deepEqual(reader.list(reader.lookup(encode('/dev'))), []);
  });

  it('keeps times, attributes and names of one file', () => {
    const times = { atime: { seconds: 1, nanoseconds: 999_999_999 }, mtime: { seconds: 2 ** 32 - 1, nanoseconds: 1 } };
    const shared = file('shared', { mode: 0o777, ...times, xattrs: new Map([['user.b', encode('')], ['user.a', encode('é')]]) }); // prettier-ignore
    const linked = link('x');
    const tree = directory({ a: shared, b: directory({ c: shared, d: linked }), e: linked });
    const volume = makeVolume(tree);
    const reader = open(volume);
    const { node, links, size } = reader.status(reader.lookup(encode('b/c')));
    assert.deepEqual([links, size, node.atime, node.mtime], [2, 6, times.atime, times.mtime]);
    assert.deepEqual(new Map(node.xattrs), shared.xattrs);
    assert.equal(reader.lookup(encode('a')), reader.lookup(encode('b/c')));
    const [first, below, last] = reader.readTree().entries.map((entry) => entry.node);
    assert.ok(below?.kind === 'directory');
    assert.deepEqual([below.entries[0]?.node === first, below.entries[1]?.node === last], [true, true]);
    assert.deepEqual(
      [...checkTfs(bytesAccess(volume))],
      [
        { done: 0, total: 1 },
        { done: 1, total: 2 },
      ],
    );
    assert.equal(reader.usage().freeBlocks, planTfs(tree, OPTIONS).freeBlocks);
  });

  it('puts the manifest of an image beside its files', () => {
    const manifest = tupleOf({
      program: '/hello',
      arguments: ['hello', 'you'],
      environment: { A: 'b' },
      debug_exit: true,
    });
    const { root } = open(makeVolume(directory({ hello: file('x') }), { manifest }));
    for (const [name, value] of manifest.attributes) assert.deepEqual(root.get(name)?.constructor, value.constructor);
    assert.equal(Buffer.from(root.get('program') as Uint8Array).toString(), '/hello');
  });

  it('asks for the data of files in order, each byte once, and for no hole', () => {
    const data = [{ start: 10, length: 20 }, { start: 700, length: MIB }, { start: 4 * MIB, length: 5 }]; // prettier-ignore
    const tree = directory({ holes: { ...file(pattern(100)), size: 5 * MIB, data }, whole: file(pattern(5000)) });
    const asked: [number, number, number][] = [];
    const source = {
      read: ({ size }: FileNode<Bytes>, position: number, into: Uint8Array) => {
        const last = asked.at(-1);
        if (last?.[0] === size && last[1] + last[2] === position) last[2] += into.length;
        else asked.push([size, position, into.length]);
      },
    };
    const plan = planTfs(tree, OPTIONS);
    let written = 0;
    const reports = [...writeTfs(plan, source, { write: (_position, { length }) => void (written += length) })];
    assert.deepEqual(asked, [...data.map(({ start, length }) => [5 * MIB, start, length]), [5000, 0, 5000]]);
    assert.ok(reports.length >= 2 && reports.every((report, index) => report > (reports[index - 1] ?? 0)));
    assert.deepEqual([reports.at(-1), plan.bytesToWrite], [written, written]);
  });

  it('keeps holes, and splits what is longer than an extent', () => {
    const size = 3 * 2 ** 40;
    const data = [
      { start: 513, length: 1 },
      { start: 2 ** 40, length: 33 * MIB },
    ];
    const tree = directory({ huge: { ...file(pattern(251)), size, data }, none: { ...file('x'), size, data: [] } });
    const reader = open(makeVolume(tree, { size: 36 * MIB }));
    const read = reader.readInode(reader.lookup(encode('huge'))) as FileNode<unknown>;
    assert.deepEqual([read.size, read.data], [size, [{ start: 512, length: 512 }, { start: 2 ** 40, length: 33 * MIB }]]); // prettier-ignore
    assert.deepEqual((reader.readInode(reader.lookup(encode('none'))) as FileNode<unknown>).data, []);
    const bytes = new Uint8Array(2000);
    assert.equal(reader.readFile(reader.lookup(encode('huge')), 2 ** 40 + 32 * MIB - 1000, bytes), 2000);
    const expected = new Uint8Array(2000);
    SOURCE.read(tree.entries[0]?.node as FileNode<Bytes>, 2 ** 40 + 32 * MIB - 1000, expected);
    assert.deepEqual(bytes, expected);
  });

  it('passes on what source and target throw', () => {
    const plan = planTfs(directory({ a: file('x') }), OPTIONS);
    const failing = (): never => {
      throw new Error('gone');
    };
    assert.throws(() => [...writeTfs(plan, { read: failing }, { write: () => undefined })], /gone/);
    assert.throws(() => [...writeTfs(plan, SOURCE, { write: failing })], /gone/);
  });
});

describe('formats/tfs write of large trees', function () {
  this.timeout(60_000);
  const many = (count: number, make: (index: number) => Node): Directory =>
    directory(Object.fromEntries(Array.from({ length: count }, (_, index) => [`file-${index}`, make(index)])));

  it('spreads the log over as many extensions as it takes', () => {
    const tree = directory({ wide: many(20_000, (index) => file(`${index}`)), after: file('z') });
    const size = minimumTfsSize(tree, OPTIONS);
    const volume = makeVolume(tree, { size });
    const reader = open(volume);
    const wide = reader.lookup(encode('wide'));
    assert.equal(reader.list(wide).length, 20_000);
    for (const index of [0, 9999, 19_999]) {
      const node = reader.readInode(reader.lookup(encode(`wide/file-${index}`))) as FileNode<{ inode: number }>;
      assert.equal(Buffer.from(contentOf(reader, node)).toString(), `${index}`);
    }
    assert.equal(reader.usage().freeBlocks, 2049);
    const steps = checkTfs(bytesAccess(volume));
    let step = steps.next();
    while (!step.done) step = steps.next();
    assert.deepEqual(step.value.findings, []);
  });

  it('begins large and deep directories empty, and fills them later', () => {
    const islands = Array.from({ length: 15_000 }, (_, index) => ({ start: index * 1024, length: 1 }));
    let deep: Directory = directory({ bottom: file('reached') });
    for (let depth = 0; depth < 100; depth++) deep = directory({ d: deep });
    const tree = directory({
      deep,
      inner: directory({ a: many(9000, () => directory({})), b: file('b') }),
      islands: { ...file('i'), size: 15_000 * 1024, data: islands },
    });
    const reader = open(makeVolume(tree, { size: 16 * MIB }));
    const bottom = reader.lookup(encode(`deep/${'d/'.repeat(100)}bottom`));
    assert.equal(reader.readFile(bottom, 0, new Uint8Array(20)), 7);
    assert.equal(reader.list(reader.lookup(encode('inner/a'))).length, 9000);
    const file15 = reader.readInode(reader.lookup(encode('islands'))) as FileNode<unknown>;
    assert.equal(file15.data?.length, 15_000);
  });
});

function firstFile(tree: Directory, size: number): FileNode<{ inode: number }> {
  const [entry] = open(makeVolume(tree, { size })).readTree().entries;
  assert.equal(entry?.node.kind, 'file');
  return entry.node;
}
