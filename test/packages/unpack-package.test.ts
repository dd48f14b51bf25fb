import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { ErrorCode } from '../../src/core/errors.js';
import { listPackageContents } from '../../src/packages/package-contents.js';
import { PACKAGE_RULES, unpackPackage } from '../../src/packages/unpack-package.js';
import { packWithPython, sealHeader } from '../formats/tar/archives.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

/** What is refused, and with which words. */
const ATTACKS: readonly (readonly [statements: string, code: ErrorCode, reason: string])[] = [
  ["add('p_1/../../escaped', b'x')", 'source-unsupported', '".."'],
  ["add('/p_1/f'); add('/etc/escaped', b'x')", 'package-invalid', 'one folder'],
  ["add('p_1/f'); add('other/f')", 'package-invalid', 'one folder'],
  ["add('f')", 'package-invalid', 'one folder'],
  ["add('p_1/l', type=tarfile.SYMTYPE, linkname='/etc/passwd')", 'package-invalid', 'l: its target "/etc/passwd"'],
  ["add('p_1/l', type=tarfile.SYMTYPE, linkname='../x')", 'package-invalid', 'outside'],
  ["add('p_1/a/l', type=tarfile.SYMTYPE, linkname='../../x')", 'package-invalid', 'outside'],
  ["add('p_1/l', type=tarfile.SYMTYPE, linkname='a/../../x')", 'package-invalid', '".." inside'],
  ["add('p_1/sysroot/l', type=tarfile.SYMTYPE, linkname='/../x')", 'package-invalid', 'outside'],
  ["add('p_1/sysroot', type=tarfile.SYMTYPE, linkname='/')", 'package-invalid', 'outside'],
  ["add('p_1/h', type=tarfile.LNKTYPE, linkname='/etc/passwd')", 'source-unsupported', 'hard link'],
  ["add('p_1/d', type=tarfile.CHRTYPE, devmajor=1, devminor=3)", 'package-invalid', 'no character device'],
  ["add('p_1/d', type=tarfile.BLKTYPE, devmajor=8)", 'package-invalid', 'no block device'],
  ["add('p_1/d', type=tarfile.FIFOTYPE)", 'package-invalid', 'no fifo'],
  ["for i in range(6): add('p_1/f%d' % i)", 'format-limit', 'at most 5 files'],
  ["add('p_1/f', bytes(1001))", 'format-limit', '1000 B'],
];

const SMALL = { ...PACKAGE_RULES, maximumEntries: 5, maximumSize: 1000 };

describe('unpacking a package', () => {
  const at = useTemporaryDirectory();
  const unpack = async (archive: Uint8Array, rules = SMALL) => {
    writeFileSync(at('archive'), archive);
    const request = { source: at('archive'), shown: 'p_1.tar.gz', directory: at('out'), beside: at() };
    return unpackPackage(request, {}, rules);
  };

  it('puts what is in the top folder into the directory', async () => {
    const top = await unpack(gzipSync(packWithPython("add('./p_1/a/b', b'x', mode=0o6755, uid=7); add('p_1/c', mode=0o600)"))); // prettier-ignore
    assert.equal(top, 'p_1');
    assert.equal(readFileSync(at('out/a/b'), 'utf8'), 'x');
    const stat = lstatSync(at('out/a/b'));
    // The rest is up to the umask.
    assert.deepEqual([stat.mode & 0o7700, stat.uid], [0o700, process.getuid?.()]);
    assert.equal(lstatSync(at('out/c')).mode & 0o7700, 0o600);
  });

  it('makes absolute links of the sysroot relative, so that they stay in it here and there', async () => {
    await unpack(packWithPython("add('p_1/sysroot/lib/x/l', type=tarfile.SYMTYPE, linkname='/usr//f'); add('p_1/sysroot/usr/f', b'x')"), PACKAGE_RULES); // prettier-ignore
    assert.equal(readlinkSync(at('out/sysroot/lib/x/l')), '../../usr/f');
    assert.equal(readFileSync(at('out/sysroot/lib/x/l'), 'utf8'), 'x');
  });

  it('writes nothing through links of the archive', async () => {
    await unpack(packWithPython("add('p_1/d', type=tarfile.SYMTYPE, linkname='a'); add('p_1/d/f', b'x')"));
    assert.equal(readFileSync(at('out/a/f'), 'utf8'), 'x');
  });

  for (const [statements, code, reason] of ATTACKS) {
    it(`refuses ${statements}`, async () => {
      await assert.rejects(unpack(packWithPython(statements)), opsError(code, 'p_1.tar.gz', reason));
      assert.ok(!existsSync(at('escaped')) && !existsSync('/etc/escaped'));
    });
  }

  it('refuses what is cut, and what unpacks to far more than it is', async () => {
    const archive = gzipSync(packWithPython("add('p_1/f', bytes(900))"));
    await assert.rejects(unpack(archive.subarray(0, -20)), opsError('format-corrupt', 'p_1.tar.gz'));
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    await assert.rejects(unpack(bomb), opsError('format-limit', 'unpacks to more than'));
  });

  it('lists links that lead in circles, and does not go through them', () => {
    mkdirSync(at('circles/sysroot'), { recursive: true });
    for (const name of ['a', 'b', 'c']) symlinkSync('.', at(`circles/sysroot/${name}`));
    symlinkSync('..', at('circles/sysroot/up'));
    assert.deepEqual(
      listPackageContents(at('circles')).map((entry) => entry.path),
      ['sysroot', 'sysroot/a', 'sysroot/b', 'sysroot/c', 'sysroot/up'],
    );
  });

  it('follows no link out, wherever links lead', async function () {
    this.timeout(30_000);
    const name = fc.constantFrom('a', 'b', 'sysroot');
    const target = fc.array(fc.constantFrom('..', '.', 'a', 'b', 'sysroot'), { minLength: 1, maxLength: 4 });
    const link = fc.record({ at: fc.array(name, { minLength: 1, maxLength: 3 }), target, absolute: fc.boolean() });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(link, { minLength: 1, maxLength: 4 }), async (links) => {
        const directory = at(`round${++round}`);
        const statements = links.map(({ at: names, target: parts, absolute }) => [names.join('/'), (absolute ? '/' : '') + parts.join('/')]); // prettier-ignore
        writeFileSync(at('archive'), archiveOfLinks(statements as [string, string][]));
        const request = { source: at('archive'), shown: 'p', directory, beside: at() };
        await unpackPackage(request, {}).catch((error: unknown) => {
          if (!(error instanceof Error) || error.name !== 'OpsError') throw error;
        });
        if (!existsSync(directory)) return;
        for (const found of listPackageContents(directory)) assertInside(directory, found.path);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});

/** A ustar archive of symbolic links below `p_1/`. */
function archiveOfLinks(links: readonly (readonly [name: string, target: string])[]): Uint8Array {
  const blocks = links.map(([name, target]) => {
    const header = Buffer.alloc(512);
    header.write(`p_1/${name}`);
    for (const [offset, length] of [[100, 8], [108, 8], [116, 8], [124, 12], [136, 12]] as const) {
      header.write('0'.repeat(length - 1), offset);
    } // prettier-ignore
    header.write('2', 156);
    header.write(target, 157);
    header.write('ustar', 257);
    header.write('00', 263);
    sealHeader(header);
    return header;
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function assertInside(directory: string, name: string): void {
  try {
    const real = realpathSync(path.join(directory, name));
    assert.ok(real === directory || real.startsWith(`${directory}/`), `${name} leads to ${real}`);
  } catch (error) {
    // A link to nothing, or in a circle.
    if (!/ENOENT|ELOOP|ENOTDIR/.test(String(error))) throw error;
  }
}
