import assert from 'node:assert/strict';
import { hasErrorCode } from '../../../../src/core/errors.js';
import { MIB } from '../../../../src/core/size.js';
import { planExt4, writeExt4 } from '../../../../src/formats/ext4/index.js';
import { type Ext4Reader, openExt4 } from '../../../../src/formats/ext4/reader/index.js';
import { bytesAccess } from '../../../../src/formats/random-access.js';
import { device, directory, type Directory, encode, file, link, OPTIONS, SOURCE } from '../trees.js';

function readerOf(root: Directory): Ext4Reader {
  const image = new Uint8Array(2 * MIB);
  const target = {
    write: (position: number, bytes: Uint8Array): void => {
      image.set(bytes, position);
    },
  };
  const plan = planExt4(root, { ...OPTIONS, size: image.length });
  for (const steps = writeExt4(plan, SOURCE, target); !steps.next().done;);
  return openExt4(bytesAccess(image));
}

describe('formats/ext4 reader: paths', () => {
  const chain = Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`l${index}`, link(`l${index + 1}`)]));
  const reader = readerOf(
    directory({
      a: directory({ b: directory({ file: file('deep') }), up: link('../c'), absolute: link('/a/b/file') }),
      c: file('see'),
      loop: link('loop'),
      to: link('a/b'),
      nowhere: link('missing'),
      ...chain,
      l41: file('end'),
      null: device('character-device', 1, 3),
    }),
  );
  const read = (path: string): string => {
    const into = new Uint8Array(4);
    const length = reader.readFile(reader.lookup(encode(path)), 0, into);
    return new TextDecoder().decode(into.subarray(0, length));
  };

  for (const [path, content] of [
    ['/a/b/file', 'deep'],
    ['a//b/./file', 'deep'],
    ['/a/b/../../c', 'see'],
    ['/../c', 'see'],
    ['/a/up', 'see'],
    ['/a/absolute', 'deep'],
    ['/to/file', 'deep'],
    ['/to/../up', 'see'],
    ['/l1', 'end'],
  ] as const) {
    it(`follows ${path}`, () => {
      assert.equal(read(path), content);
    });
  }

  it('finds the root', () => {
    for (const path of ['', '/', '/a/..', '.']) assert.equal(reader.lookup(encode(path)), 2);
  });

  for (const [path, reason] of [
    ['/a/x', /"\/a\/x": there is no "x"/],
    ['/c/x', /what "x" should be in is a file/],
    ['/c/.', /what "." should be in is a file/],
    ['/nowhere', /there is no "missing"/],
    ['/loop', /more than 40 symbolic links/],
    ['/l0', /more than 40 symbolic links/],
  ] as const) {
    it(`does not find ${path}`, () => {
      assert.throws(
        () => reader.lookup(encode(path)),
        (error) => hasErrorCode(error, 'source-not-found') && reason.test(error.message),
      );
    });
  }

  it('reads a tree below another directory', () => {
    const { entries } = reader.readTree({ directory: reader.lookup(encode('/a/b')) });
    assert.deepEqual(entries.map(({ name, node }) => [new TextDecoder().decode(name), node.kind]), [['file', 'file']]); // prettier-ignore
  });

  it('takes for a file or a directory only what is one', () => {
    const isCorrupt = (error: unknown): boolean => hasErrorCode(error, 'format-corrupt');
    assert.throws(() => reader.readFile(2, 0, new Uint8Array(1)), isCorrupt);
    assert.throws(() => reader.list(reader.lookup(encode('/null'))), isCorrupt);
    for (const inode of [0, -1, 1.5, 2 ** 32, 200]) assert.throws(() => reader.readInode(inode), isCorrupt, `${inode}`);
  });
});
