import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { useTemporaryDirectory } from '../../io/temporary-directory.js';
import { itAsRoot } from '../../oracles/privileges.js';
import { makeVariedTree } from '../../oracles/varied-tree.js';
import { contentOf, memberOf, membersOf, nameOf, packWithPython, packWithTar } from './archives.js';

describe('formats/tar/read', () => {
  const at = useTemporaryDirectory();

  for (const format of ['gnu', 'oldgnu', 'posix']) {
    it(`lists all that GNU tar puts into an archive of format ${format}`, () => {
      makeVariedTree(at('dir'));
      const archive = packWithTar(at('dir'), [`--format=${format}`, '--sort=name']);
      const raw = execFileSync('find', ['.', '-print0'], { cwd: at('dir'), encoding: 'latin1' });
      const expected = raw.split('\0').slice(0, -1).sort();
      assert.deepEqual(membersOf(archive).map((member) => nameOf(member).replace(/\/$/, '')).sort(), expected); // prettier-ignore
      for (const name of ['./deep/larger', './block', './deep/er/and/deep.er/bottom']) {
        const content = contentOf(archive, memberOf(archive, name, 'file'));
        assert.ok(content.equals(readFileSync(at('dir', name))), name);
      }
      const link = memberOf(archive, './long', 'symlink');
      assert.equal(Buffer.from(link.target).toString(), 't'.repeat(200));
    });
  }

  for (const format of ['v7', 'ustar']) {
    it(`reads format ${format}`, () => {
      execFileSync('mkdir', ['-p', at('d/sub')]);
      writeFileSync(at('d/sub/file'), 'content', { mode: 0o640 });
      execFileSync('touch', ['-d', '@1234567890', at('d/sub/file')]);
      const archive = packWithTar(at('d'), [`--format=${format}`, '--owner=7', '--group=8'], ['sub']);
      assert.deepEqual(membersOf(archive).map(({ kind }) => kind), ['directory', 'file']); // prettier-ignore
      const { mode, uid, gid, mtime, atime } = memberOf(archive, 'sub/file', 'file');
      const time = { seconds: 1_234_567_890, nanoseconds: 0 };
      assert.deepEqual([mode, uid, gid, mtime, atime], [0o640, 7, 8, time, time]);
    });
  }

  it('joins the prefix and the name of ustar', () => {
    const deep = `${'p'.repeat(90)}/${'n'.repeat(90)}`;
    execFileSync('mkdir', ['-p', at('d', deep)]);
    assert.equal(nameOf(membersOf(packWithTar(at('d'), ['--format=ustar'], [deep]))[0]!), `${deep}/`);
  });

  for (const flags of [['--format=gnu'], ...['0.0', '0.1', '1.0'].map((version) => ['--format=posix', `--sparse-version=${version}`])]) {
    it(`knows the holes of ${flags.join(' ')}`, () => {
      writeFileSync(at('sparse'), 'begin');
      for (let index = 1; index <= 60; index++) {
        truncateSync(at('sparse'), index * 100_000);
        writeFileSync(at('sparse'), `part ${index}`, { flag: 'a' });
      }
      truncateSync(at('sparse'), 7_000_000);
      const archive = packWithTar(at('.'), ['--sparse', ...flags], ['sparse']);
      const file = memberOf(archive, 'sparse', 'file');
      assert.ok(archive.length < 600_000 && file.stored.length >= 60, `${archive.length} ${file.stored.length}`);
      assert.ok(contentOf(archive, file).equals(readFileSync(at('sparse'))));
    });
  } // prettier-ignore

  it('keeps times to the nanosecond, before 1970 and behind 2242', () => {
    for (const [name, date] of [
      ['old', '1901-12-14 00:00:00.000000001 UTC'],
      ['new', '2400-02-29 12:00:00.5 UTC'],
    ] as const) {
      writeFileSync(at(name), '');
      execFileSync('touch', ['-d', date, at(name)]);
    }
    const posix = packWithTar(at('.'), ['--format=posix'], ['old', 'new']);
    assert.deepEqual(memberOf(posix, 'old', 'file').mtime, { seconds: -2_147_472_000, nanoseconds: 1 });
    assert.deepEqual(memberOf(posix, 'new', 'file').mtime, { seconds: 13_574_606_400, nanoseconds: 500_000_000 });
    const gnu = packWithTar(at('.'), ['--format=gnu'], ['old', 'new']);
    assert.deepEqual([memberOf(gnu, 'old', 'file').mtime.seconds, memberOf(gnu, 'new', 'file').mtime.seconds], [-2_147_472_000, 13_574_606_400]); // prettier-ignore
  });

  it('takes numbers of any size, in base 256 and in records', () => {
    writeFileSync(at('file'), '');
    for (const format of ['gnu', 'posix']) {
      const flags = [`--format=${format}`, '--owner=:4294967294', '--group=:2097152'];
      const { uid, gid } = memberOf(packWithTar(at('.'), flags, ['file']), 'file', 'file');
      assert.deepEqual([uid, gid], [4_294_967_294, 2_097_152]);
    }
  });

  itAsRoot('knows devices and FIFOs', () => {
    for (const args of [['char', 'c', '4095', '1048575'], ['block', 'b', '7', '300'], ['fifo', 'p']]) execFileSync('mknod', [at(args[0]!), ...args.slice(1)]); // prettier-ignore
    const archive = packWithTar(at('.'), ['--format=posix'], ['char', 'block', 'fifo']);
    const { major, minor } = memberOf(archive, 'char', 'character-device');
    assert.deepEqual([major, minor, memberOf(archive, 'block', 'block-device').minor], [4095, 1_048_575, 300]);
    assert.equal(memberOf(archive, 'fifo', 'fifo').kind, 'fifo');
  });

  it('reads extended attributes, empty ones and those of libarchive', () => {
    const archive = packWithPython(`
add('star', pax_headers={'SCHILY.xattr.user.text': 'text', 'SCHILY.xattr.user.none': ''})
add('libarchive', pax_headers={'LIBARCHIVE.xattr.user.a%3Db': 'AP/+', 'LIBARCHIVE.creationtime': '-1.25'})`);
    const star = memberOf(archive, 'star', 'file').xattrs;
    assert.deepEqual([...(star ?? [])].map(([name, value]) => [name, Buffer.from(value).toString()]), [['user.text', 'text'], ['user.none', '']]); // prettier-ignore
    const { xattrs, crtime } = memberOf(archive, 'libarchive', 'file');
    assert.deepEqual([...(xattrs ?? [])], [['user.a=b', Uint8Array.of(0, 0xff, 0xfe)]]);
    assert.deepEqual(crtime, { seconds: -2, nanoseconds: 750_000_000 });
  });

  it('lets a global header hold until a member says otherwise', () => {
    const archive = packWithPython(`
tar.pax_headers = {'uid': '70000', 'comment': 'ours'}
tar = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', pax_headers={'gid': '70000', 'mtime': '5.5'})
add('a', uid=1, gid=2)
add('b', pax_headers={'gid': '9', 'mtime': ''})`);
    const members = membersOf(archive).map(({ gid, mtime }) => [gid, mtime.seconds]);
    assert.deepEqual(members, [[70000, 5], [9, 0]]); // prettier-ignore
  });

  it('keeps hard links, contents of contiguous files, and names as they are', () => {
    const archive = packWithPython(`
add('a/../b', b'b')
add('/abs', type=tarfile.CONTTYPE, content=b'abs')
add('c', type=tarfile.LNKTYPE, linkname='/abs')`);
    assert.deepEqual(membersOf(archive).map(nameOf), ['a/../b', '/abs', 'c']);
    assert.equal(contentOf(archive, memberOf(archive, '/abs', 'file')).toString(), 'abs');
    assert.deepEqual(Buffer.from(memberOf(archive, 'c', 'hard-link').target).toString(), '/abs');
  });
});
