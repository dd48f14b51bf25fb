import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { HostContentSource, type TreeContent } from '../../../src/filesystem/host-content.js';
import { readHostTree } from '../../../src/filesystem/host-tree.js';
import { writeTar } from '../../../src/formats/tar/index.js';
import { decodeNumber, encodeOctal } from '../../../src/formats/tar/number.js';
import { decodeRecords, encodeRecords } from '../../../src/formats/tar/records.js';
import { decodeTime, encodeTime } from '../../../src/formats/tar/values.js';
import { opsError } from '../../io/ops-error.js';
import { useTemporaryDirectory } from '../../io/temporary-directory.js';
import type { DirectoryNode, FileNode, TreeNode } from '../../../src/formats/tree.js';
import { assertSameLines } from '../../oracles/same-lines.js';
import { makeVariedTree } from '../../oracles/varied-tree.js';
import { contentOf, memberOf, membersOf, nameOf, unpackWithTar } from './archives.js';

const TIME = { seconds: -3, nanoseconds: 5 };
const ATTRIBUTES = { mode: 0o644, uid: 0, gid: 0, atime: TIME, mtime: TIME, ctime: TIME };

function pack(tree: DirectoryNode<TreeContent>): Uint8Array {
  using content = new HostContentSource();
  return collect((target) => writeTar(tree, content, target));
}

function collect(write: (target: { write(position: number, bytes: Uint8Array): void }) => Generator<number, number>): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  const steps = write({
    write: (position, bytes) => {
      assert.equal(position, size);
      size += parts.push(bytes.slice()) && bytes.length;
    },
  });
  for (let step = steps.next(); ; step = steps.next()) {
    if (!step.done) continue;
    assert.equal(step.value, size);
    return Buffer.concat(parts);
  }
} // prettier-ignore

function packNodes(entries: Readonly<Record<string, TreeNode<Uint8Array>>>): Uint8Array {
  const list = Object.entries(entries).map(([name, node]) => ({ name: Buffer.from(name), node }));
  const root: DirectoryNode<Uint8Array> = { kind: 'directory', ...ATTRIBUTES, mode: 0o755, entries: list };
  const read = (file: FileNode<Uint8Array>, position: number, into: Uint8Array): void => {
    into.set(file.content.subarray(position, position + into.length));
  };
  return collect((target) => writeTar(root, { read }, target));
}

/** Paths, types, modes, owners, links, times, contents and, where that is not up to the host, sizes. */
function describeDirectory(directory: string): string[] {
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: directory, encoding: 'latin1' });
  const format = '%P %y %m %U:%G %s %T@ %l\\0%P %y %n\\0';
  const listed = run('find', '.', '(', '-type', 'd', '-printf', '%P %y %m %U:%G %T@\\0', ')', '-o', '-printf', format);
  const digests = run('find', '.', '-type', 'f', '-exec', 'sha256sum', '-z', '{}', '+');
  return (listed + digests).split('\0');
}

describe('formats/tar/write', () => {
  const at = useTemporaryDirectory();

  it('writes what GNU tar unpacks to the same tree', async () => {
    makeVariedTree(at('dir'));
    writeFileSync(at('dir/sparse'), 'begin');
    truncateSync(at('dir/sparse'), 3_000_000);
    writeFileSync(at('dir/sparse'), 'end', { flag: 'a' });
    const tree = await readHostTree(at('dir'));
    const archive = pack(tree);
    assert.ok(archive.length < 3_000_000, String(archive.length));
    assert.ok(Buffer.from(archive).equals(pack(tree)), 'the second time it is not the same');
    mkdirSync(at('out'));
    unpackWithTar(archive, at('out'));
    assertSameLines(describeDirectory(at('out')), describeDirectory(at('dir')), 'unpacked');
  });

  it('writes numbers, names, attributes and times that only records hold, and reads them', () => {
    const name = 'ü'.repeat(120);
    const xattrs = new Map([['user.b', Uint8Array.of(0, 10, 61)], ['user.a', new Uint8Array()]]); // prettier-ignore
    const crtime = { seconds: 20_000_000_000, nanoseconds: 999_999_999 };
    const attributes = { ...ATTRIBUTES, uid: 4_294_967_294, gid: 2_097_152, atime: { seconds: 7, nanoseconds: 0 }, xattrs, crtime };
    const archive = packNodes({
      [name]: { kind: 'file', ...attributes, size: 3, content: Uint8Array.of(1, 2, 3) },
      device: { kind: 'block-device', ...ATTRIBUTES, major: 4095, minor: 1_048_575 },
      link: { kind: 'symlink', ...ATTRIBUTES, target: Buffer.from('/'.repeat(101)) },
    });
    const file = memberOf(archive, Buffer.from(`./${name}`).toString('latin1'), 'file');
    const { uid, gid, mtime, atime, ctime } = file;
    assert.deepEqual({ uid, gid, mtime, atime, ctime, crtime: file.crtime }, { uid: attributes.uid, gid: attributes.gid, mtime: TIME, atime: attributes.atime, ctime: TIME, crtime: undefined });
    assert.deepEqual([...(file.xattrs ?? [])], [...xattrs].reverse());
    assert.deepEqual([...contentOf(archive, file)], [1, 2, 3]);
    assert.equal(memberOf(archive, './link', 'symlink').target.length, 101);
    assert.deepEqual(membersOf(archive).map(nameOf).sort(), ['./', `./${Buffer.from(name).toString('latin1')}`, './device', './link'].sort());
  }); // prettier-ignore

  it('has no place for a socket', () => {
    assert.throws(() => packNodes({ s: { kind: 'socket', ...ATTRIBUTES } }), opsError('source-unsupported', './s'));
  });

  it('reads the numbers, records and times that it writes', () => {
    fc.assert(fc.property(fc.nat({ max: 8 ** 7 - 1 }), (value) => decodeNumber(encodeOctal(value, 8)) === value));
    assert.throws(() => encodeOctal(8 ** 7, 8), opsError('format-field'));
    const record = fc.record({ keyword: fc.stringMatching(/^[a-zA-Z.ü]{1,20}$/), value: fc.uint8Array({ maxLength: 1200 }) }, { noNullPrototype: true });
    fc.assert(fc.property(fc.array(record), (records) => { assert.deepEqual(decodeRecords(encodeRecords(records), { offset: 0 }), records); }));
    const time = fc.record({ seconds: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), nanoseconds: fc.nat({ max: 999_999_999 }) }, { noNullPrototype: true });
    fc.assert(fc.property(time, (value) => { assert.deepEqual(decodeTime({ keyword: 'mtime', value: Buffer.from(encodeTime(value)) }, { offset: 0 }), value); }));
  }); // prettier-ignore
});
