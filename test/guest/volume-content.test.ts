import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import { listHostTree } from '../oracles/list-tree.js';
import { linesOf, useOps } from '../oracles/ops.js';

describe('guest: the content of volumes', function () {
  this.timeout(60_000);
  const ops = useOps();

  const list = async (mounts: readonly string[], paths: readonly string[]) => {
    const flags = mounts.flatMap((mount) => ['--mounts', mount]);
    return linesOf(await ops.start('run', '--no-accel', ops.program('list-tree'), ...flags, '--', ...paths).expect(0));
  };

  it("is the host's tree, by ext4 and by 9p", async () => {
    const tree = ops.file('tree');
    makeTree(tree);
    const expected = listHostTree(tree);
    const image = await ops.createVolume('tree', '-d', tree);
    const listed = await list(['tree:/data:ro', './tree:/share:ro'], ['/data', '/share']);
    const second = listed.findLastIndex((line) => line.startsWith('. '));
    const [data, share] = [listed.slice(0, second), listed.slice(second)];
    assert.deepEqual(
      data.filter((line) => !line.startsWith('./lost+found ')),
      expected,
    );
    assert.deepEqual(share, expected);
    assertClean(image);
  });

  it('is what a guest wrote, on the host and in the next guest', async () => {
    const image = await ops.createVolume('kept', '-s', '32m');
    await ops.steps(
      ['--mounts', 'kept:/data'],
      [
        ...['write:/data/new=written by a guest', 'mkdir:/data/folder', 'write:/data/folder/inner=0123456789'],
        ...['chmod:/data/new=751', 'symlink:/data/soft=folder/inner', 'link:/data/hard=/data/new'],
      ],
    );
    assertClean(image);
    assert.equal(debugfs(image, 'cat /new'), 'written by a guest');
    assert.match(debugfs(image, 'stat /new'), /Mode: +0751 [^]*\nLinks: 2 /);
    assert.equal(debugfs(image, 'cat /folder/inner'), '0123456789');
    fs.mkdirSync(ops.file('extracted'));
    debugfs(image, `rdump / ${ops.file('extracted')}`);
    const found = await list(['kept:/data:ro'], ['/data']);
    const facts = (lines: readonly string[]) =>
      lines.map((line) => line.replace(/^(\S+ \S+ \S+ \S+) \S+ \S+/, '$1')).filter((line) => !line.startsWith('. '));
    assert.deepEqual(facts(found), facts(listHostTree(ops.file('extracted'))));
    assert.equal(found.filter((line) => /^.\/(new|hard) file 751 0:0 2 \S+ 18 /.test(line)).length, 2);
    assert.ok(found.some((line) => /^.\/soft symlink 777 0:0 1 \S+ folder\/inner$/.test(line)));
  });
});

/** Names, bytes, modes, owners, times and links of every kind. */
function makeTree(root: string): void {
  const at = (name: string): string => `${root}/${name}`;
  for (const name of ['', 'empty', 'deep/er/and/deep.er', 'many']) fs.mkdirSync(at(name), { recursive: true });
  for (const [name, size] of Object.entries({ none: 0, one: 1, block: 4096, 'block and one': 4097, large: 700_001 })) {
    fs.writeFileSync(at(name), Buffer.alloc(size, `${name} 0123456789\0\xff`, 'latin1'));
  }
  fs.writeFileSync(Buffer.concat([Buffer.from(at('')), Buffer.of(0xff, 0xfe, 0x0a, 0x20, 0x25)]), 'not UTF-8');
  fs.writeFileSync(at('größe-地図'), 'UTF-8');
  fs.writeFileSync(at('n'.repeat(255)), 'the longest name');
  for (let index = 0; index < 300; index++) fs.writeFileSync(at(`many/${index}`), String(index));
  fs.writeFileSync(at('deep/er/and/deep.er/bottom'), 'deep down');
  for (const [name, mode] of Object.entries({ suid: 0o4755, sgid: 0o2750, secret: 0o000, all: 0o777 })) {
    fs.writeFileSync(at(name), name);
    fs.chmodSync(at(name), mode);
  }
  fs.chmodSync(at('empty'), 0o1777);
  fs.symlinkSync('deep/er', at('relative'));
  fs.symlinkSync('/no/such/place', at('dangling'));
  fs.symlinkSync('t'.repeat(200), at('long'));
  fs.linkSync(at('large'), at('deep/larger'));
  execFileSync('mkfifo', [at('fifo')]);
  fs.truncateSync(at('one'), 1_000_000);
  setTimes(root);
  // Only root gives files away.
  if (process.getuid?.() === 0) fs.lchownSync(at('none'), 1000, 70_000);
}

function setTimes(root: string): void {
  for (const [name, date] of Object.entries({
    none: '1970-01-01 00:00:00.000000001 UTC',
    one: '2038-01-19 03:14:08.999999999 UTC',
    block: '2400-02-29 12:00:00.123456789 UTC',
    all: '1999-12-31 23:59:59.5 UTC',
  })) {
    execFileSync('touch', ['-d', date, `${root}/${name}`]);
  }
}
