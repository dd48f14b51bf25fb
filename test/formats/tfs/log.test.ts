import assert from 'node:assert/strict';
import { hasErrorCode, OpsError } from '../../../src/core/errors.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { LogBuilder } from '../../../src/formats/tfs/log/log-builder.js';
import { readLog } from '../../../src/formats/tfs/log/log-reader.js';
import { openTfs, openTfsHeader } from '../../../src/formats/tfs/index.js';
import { PRESENT, Tuple, tupleOf, TupleEncoder } from '../../../src/formats/tfs/tuple/index.js';
import { encode } from '../ext4/trees.js';
import { END, END_OF_SEGMENT, fileOf, link, type Part, pieces, record, recordOf, tagged, volumeOf, volumeWith } from './records.js'; // prettier-ignore
import { fixture, listing, UUID } from './volumes.js';

const read = (volume: Uint8Array) => readLog(bytesAccess(volume));
const list = (volume: Uint8Array): string[] => listing(openTfs(bytesAccess(volume)));

/** The bytes of records that follow each other, which one encoder writes. */
function records(...writes: readonly ((to: TupleEncoder) => void)[]): Uint8Array[] {
  const encoder = new TupleEncoder();
  return writes.map((write) => {
    write(encoder);
    return encoder.takeRecord();
  });
}

/** The root (1) with its children (3), then what is done to these. */
const ROOT = (to: TupleEncoder): void => {
  to.value(tupleOf({ children: {} }));
};
const CHILDREN = 3;

describe('formats/tfs log', () => {
  it('goes from extension to extension, wherever and however large they are', () => {
    const [root, a, b] = records(
      ROOT,
      (to) => { to.updateTuple(CHILDREN, 1); to.symbol('a').value(tupleOf({ linktarget: 'b' })); },
      (to) => { to.updateTuple(CHILDREN, 1); to.symbol('b').value(tupleOf({ children: {} })); },
    ) as [Uint8Array, Uint8Array, Uint8Array]; // prettier-ignore
    const [begin, end] = pieces(b, 5);
    // As after a log was written anew: the parts are in no order, of any size, and a tuple goes over three of them.
    const volume = volumeOf([
      { sector: 0, length: 1, content: link(2049, 16) },
      { sector: 2049, length: 16, content: Buffer.concat([record(root), END_OF_SEGMENT, link(4098, 2048)]) },
      { sector: 4098, length: 2048, content: Buffer.concat([record(a), begin, link(1, 64)]) },
      { sector: 1, length: 64, content: Buffer.concat([tagged(3, 0), link(1025, 1024)]) },
      { sector: 1025, length: 1024, content: Buffer.concat([end, END]) },
    ]);
    assert.deepEqual(list(volume), ['/', '/a -> b', '/b/']);
    assert.deepEqual(read(volume).extensions.map(({ sector }) => sector), [0, 2049, 4098, 1, 1025]); // prettier-ignore
  });

  it('may be all in sector 0', () => {
    const content = Buffer.concat([recordOf({ children: { a: { children: {} } } }), END]);
    assert.deepEqual(list(volumeOf([{ sector: 0, length: 1, content }], 1)), ['/', '/a/']);
  });

  it('begins in the old encoding and goes on in the new one', () => {
    const old = fixture('ops-go-v4');
    // An extension of version 5 behind all that is there: what follows is one more name.
    const update = Uint8Array.from(Buffer.from('1109817891880a6c696e6b746172676574c179', 'hex'));
    const grown = volumeOf([{ sector: 4096, length: 16, content: Buffer.concat([record(update), END]) }], 4112);
    const at = 0x2b4;
    assert.equal(old[at], 1);
    grown.set(old.subarray(0, 2 ** 20));
    grown.set(link(4096, 16), at);
    const names = list(grown);
    assert.deepEqual(names.filter((line) => line.startsWith('/x')), ['/x -> y']); // prettier-ignore
    assert.equal(names.length, 6);
  });

  it('lets later records change and remove what earlier ones said', () => {
    const volume = volumeWith(
      ...records(
        ROOT,
        (to) => { to.updateTuple(CHILDREN, 2); to.symbol('f').value(tupleOf(fileOf(6n, 3072n))); to.symbol('gone').value(tupleOf({ children: {} })); },
        (to) => { to.updateTuple(CHILDREN, 2); to.symbol('gone').value(undefined); to.symbol('more').value(tupleOf({ linktarget: 'f' })); },
        (to) => { to.updateTuple(5, 1); to.symbol('filelength').value(5n); },
      ).map(record),
    ); // prettier-ignore
    volume.set(encode('123456'), 3072 * 512);
    assert.deepEqual(list(volume), ['/', '/f 12345', '/more -> f']);
  });

  it('reads extents in any order, with holes, and zeros where nothing was written', () => {
    const extent = (offset: bigint, length: bigint) => ({ offset, length, allocated: 8n });
    const file = {
      filelength: 6n * 512n + 3n,
      extents: { 6: extent(3100n, 8n), 0: extent(3200n, 1n), 2: { ...extent(3300n, 2n), uninited: true as const } },
    };
    const volume = volumeWith(recordOf({ children: { file } }));
    for (const [block, byte] of [[3100, 6], [3200, 1], [3300, 9], [3301, 9]] as const) {
      volume.fill(byte, block * 512, (block + 1) * 512);
    } // prettier-ignore
    const reader = openTfs(bytesAccess(volume));
    const inode = reader.lookup(encode('file'));
    const node = reader.readInode(inode);
    assert.deepEqual(node.kind === 'file' && node.data, [{ start: 0, length: 512 }, { start: 3072, length: 3 }]); // prettier-ignore
    const bytes = new Uint8Array(5000).fill(7);
    assert.equal(reader.readFile(inode, 0, bytes), 3075);
    const expected = Buffer.concat([Buffer.alloc(512, 1), Buffer.alloc(5 * 512), Buffer.alloc(3, 6)]);
    assert.deepEqual(bytes.subarray(0, 3075), Uint8Array.from(expected));
    assert.equal(reader.readFile(inode, 3074, bytes), 1);
    assert.equal(reader.readFile(inode, 3075, bytes), 0);
  });

  it('shows what guests show of flags, sockets and devices', () => {
    const times = { mtime: 5n << 32n, 'user.x': 'y' };
    const volume = volumeWith(
      recordOf({
        children: {
          '.': { children: {} },
          '..': 'anything',
          device: { special: true, rdev: 0x12345n },
          readonly: { ...fileOf(0n, 0n, 0n), readonly: 't', ...times },
          socket: { socket: true },
        },
      }),
    );
    const reader = openTfs(bytesAccess(volume));
    const [device, file, socket] = reader.list(1).map(({ inode }) => reader.readInode(inode));
    assert.ok(device?.kind === 'character-device' && socket?.kind === 'socket' && file?.kind === 'file');
    assert.deepEqual([device.major, device.minor], [0x123, 0x45]);
    assert.deepEqual([file.mode, file.mtime.seconds, file.xattrs], [0o555, 5, new Map([['user.x', encode('y')]])]);
    assert.deepEqual(listing(reader), ['/', '/device character-device', '/readonly ', '/socket socket']);
  });

  it('spreads a record over extensions, and reads it again', () => {
    for (const length of [1, 40, 100_000, 524_100, 524_200, 524_211, 524_212, 524_240, 1_300_000, 2_000_000]) {
      const places = [1, 5000, 7000, 9000, 11_000];
      const builder = new LogBuilder({ uuid: UUID, label: encode('x') }, (extension) => places[extension] ?? 0);
      const [first, second] = records(
        (to) => { to.value(tupleOf({ value: new Uint8Array(length).fill(3) })); },
        (to) => { to.updateTuple(1, 1); to.symbol('flag').value(PRESENT); },
      ) as [Uint8Array, Uint8Array]; // prettier-ignore
      builder.add(first);
      builder.add(second);
      const volume = new Uint8Array(12_100 * 512);
      for (const { sector, bytes } of builder.finish()) volume.set(bytes, sector * 512);
      const { root, extensions } = read(volume);
      assert.equal((root.get('value') as Uint8Array).length, length);
      assert.equal(root.get('flag'), PRESENT);
      assert.equal(extensions.length, 2 + Math.floor(length / 524_200), `${length} bytes`);
    }
  });

  for (const [what, parts, reason] of [
    ['leads back to itself', [{ sector: 1, length: 64, content: link(1, 64) }], /leads back to itself/],
    ['leads back to sector 0', [{ sector: 1, length: 64, content: link(0, 1) }], /leads back to itself/],
    ['is longer than the volume', [{ sector: 1, length: 64, content: link(64, 8128) }], /leads back to itself/],
    ['ends behind the volume', [{ sector: 1, length: 64, content: link(8000, 193) }], /end behind the volume/],
    ['leads to nothing', [{ sector: 1, length: 64, content: link(100, 0) }], /no sectors/],
    ['leads to what is no log', [{ sector: 1, length: 64, content: link(100, 64) }], /does not begin as TFS does/],
    ['has an unknown tag', [{ sector: 1, length: 64, content: Uint8Array.of(0) }], /no record with the tag 0/],
    ['has no end', [{ sector: 1, length: 64, content: new Uint8Array(64 * 512 - 8).fill(4) }], /ends too early/],
    ['has no root', [{ sector: 1, length: 64, content: END }], /has no root/],
    ['goes on with nothing', [{ sector: 1, length: 64, content: tagged(3, 1) }], /was not begun/],
    ['begins a record in a record', [{ sector: 1, length: 64, content: Buffer.concat([tagged(2, 9, 0), tagged(2, 9, 0)]) }], /before the one before it ends/],
    ['has too long a piece', [{ sector: 1, length: 64, content: tagged(2, 9, 10) }], /more than the record's 9/],
    ['has too long a record', [{ sector: 1, length: 64, content: tagged(2, 2 ** 40, 2 ** 40) }], /cannot have 1099511627776/],
    ['has a piece that is cut off', [{ sector: 1, length: 64, content: tagged(2, 40_000, 40_000) }], /that are left/],
    ['ends in a record', [{ sector: 1, length: 64, content: Buffer.concat([recordOf({ children: {} }), tagged(2, 9, 0), END]) }], /9 bytes of it are missing/],
  ] satisfies [string, Part[], RegExp][]) {
    it(`refuses one that ${what}`, () => {
      const volume = volumeOf([{ sector: 0, length: 1, content: link(1, 64) }, ...parts]);
      assert.throws(() => read(volume), isDamage(reason));
    });
  } // prettier-ignore

  it('refuses what is no volume of a version that it knows', () => {
    const volume = fixture('guest-written-v5');
    const changed = (at: number, byte: number): Uint8Array => Uint8Array.from(volume).fill(byte, at, at + 1);
    for (const open of [read, openTfsHeader]) {
      assert.throws(() => open(changed(0, 0x4d)), isDamage(/does not begin as TFS does/));
      assert.throws(() => open(changed(6, 6)), (error) => hasErrorCode(error, 'format-unsupported')); // prettier-ignore
      assert.throws(() => open(Uint8Array.from(volume).fill(0x61, 24, 512)), isDamage(/label does not end/));
      assert.throws(() => open(volume.subarray(0, 20)), (error) => hasErrorCode(error, 'format-corrupt')); // prettier-ignore
    }
    assert.ok(read(volume).root instanceof Tuple);
  });
});

function isDamage(reason: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof OpsError, String(error));
    assert.deepEqual([error.code, typeof error.details['offset']], ['format-corrupt', 'number']);
    assert.match(error.message, reason);
    return true;
  };
}
