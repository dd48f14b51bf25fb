import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { assertClean, debugfs, extractAll } from '../oracles/e2fsprogs.js';
import { listHostTree } from '../oracles/list-tree.js';
import { linesOf, useOps } from '../oracles/ops.js';
import { makeVariedTree } from '../oracles/varied-tree.js';

describe('guest: the content of volumes', function () {
  this.timeout(60_000);
  const ops = useOps();

  const list = async (mounts: readonly string[], paths: readonly string[]) => {
    const flags = mounts.flatMap((mount) => ['--mounts', mount]);
    return linesOf(await ops.start('run', '--no-accel', ops.program('list-tree'), ...flags, '--', ...paths).expect(0));
  };

  it("is the host's tree, by ext4 and by 9p", async () => {
    const tree = ops.file('tree');
    makeVariedTree(tree);
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
    mkdirSync(ops.file('extracted'));
    extractAll(image, ops.file('extracted'));
    const found = await list(['kept:/data:ro'], ['/data']);
    const facts = (lines: readonly string[]) =>
      lines.map((line) => line.replace(/^(\S+ \S+ \S+ \S+) \S+ \S+/, '$1')).filter((line) => !line.startsWith('. '));
    assert.deepEqual(facts(found), facts(listHostTree(ops.file('extracted'))));
    assert.equal(found.filter((line) => /^.\/(new|hard) file 751 0:0 2 \S+ 18 /.test(line)).length, 2);
    assert.ok(found.some((line) => /^.\/soft symlink 777 0:0 1 \S+ folder\/inner$/.test(line)));
  });
});
