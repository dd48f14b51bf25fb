import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { uuidFromBytes } from '../../../../src/core/uuid.js';
import type { VolumeInfo } from '../../../../src/provider/volumes.js';
import { assertClean, debugfs, dumpFields } from '../../../oracles/e2fsprogs.js';
import { filesIn, useOpsHome } from '../../ops-home.js';

const UUID = '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';

describe('ops volume create', () => {
  const at = useOpsHome();

  it('prints the name and the UUID, and what was done beside it', async () => {
    at.write('site/index.html', 'hello');
    const { code, stdout, stderr } = await at.ops('volume create assets -s 64m -d ./site');
    assert.equal(code, 0);
    assert.match(stdout, /^assets {2}[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n$/);
    assert.match(stderr, /^1 file, 5 B of 64 MiB, ext4, \d+ ms\n$/);
  });

  it('prints the UUID alone with -q', async () => {
    const { stdout, stderr } = await at.ops(`volume create assets -q -s 2m --uuid ${UUID}`);
    assert.deepEqual([stdout, stderr], [`${UUID}\n`, '']);
  });

  it('prints with -j what the documentation promises', async () => {
    const volume = await at.json<VolumeInfo & { losses: unknown }>(`volume create assets -s 2m --uuid ${UUID}`);
    const { created, used, allocated, ...fixed } = volume;
    assert.deepEqual(fixed, {
      uuid: UUID,
      name: 'assets',
      label: 'assets',
      status: 'available',
      filesystem: 'ext4',
      size: 2 * 1024 * 1024,
      location: path.join(at.home.volumes, `assets:${UUID}.raw`),
      provider: 'onprem',
      labels: {},
      attachedTo: [],
      losses: [],
    });
    assert.ok(Math.abs(Date.now() - Date.parse(created)) < 20_000, created);
    assert.ok(used !== null && allocated !== null && used < volume.size && allocated < volume.size);
  });

  it('keeps the volumes to the user alone', async () => {
    const { location } = await at.json<VolumeInfo>('volume create assets -s 2m');
    const modes = [at.home.directory, at.home.volumes, location].map((file) => statSync(file).mode & 0o777);
    assert.deepEqual(modes, [0o700, 0o700, 0o600]);
  });

  it('makes a volume that e2fsck, and dumpe2fs, know by its label and UUID', async () => {
    const { location, uuid } = await at.json<VolumeInfo>('volume create assets -s 8m');
    assertClean(location);
    const fields = dumpFields(location);
    assert.deepEqual([fields.get('Filesystem volume name'), fields.get('Filesystem UUID')], ['assets', uuid]);
  });

  it('makes a thin volume of 1 GiB without -s and -d (L6: not of 1 000 448 bytes)', async () => {
    const { size, allocated } = await at.json<VolumeInfo>('volume create assets');
    assert.equal(size, 1024 ** 3);
    assert.ok(allocated !== null && allocated < 1024 ** 2, String(allocated));
  });

  it('takes every form of a size (L2)', async () => {
    const sizes = { '5000001': 5_000_192, '3000k': 3_072_000, '2M': 2 << 20, '2.5mib': 2_621_440, '1gb': 1 << 30 };
    for (const [index, [text, bytes]] of Object.entries(sizes).entries()) {
      assert.equal((await at.json<VolumeInfo>(`volume create v${index} -s ${text}`)).size, bytes, text);
    }
  });

  it('refuses what is no size, before anything is made (L2)', async () => {
    for (const text of ['10gg', '-1', '0', '1.5', 'ten', '1e3', '1 g', 'NaN']) {
      const { code, stdout, stderr } = await at.ops(['volume', 'create', 'assets', '-s', text]);
      assert.deepEqual([code, stdout], [2, ''], text);
      assert.match(stderr, /^ops: volume create: "?/, text);
    }
    assert.equal((await at.ops('volume create assets -s 1p')).code, 2);
    assert.equal(existsSync(at.home.volumes) ? filesIn(at.home.volumes).length : 0, 0);
  });

  it('makes room beyond the content without -s', async () => {
    at.write('site/noise', Buffer.alloc(3 << 20, 7));
    const { location, size } = await at.json<VolumeInfo>('volume create assets -d site');
    assert.ok(size >= 19 << 20 && size % (1 << 20) === 0, String(size));
    const fields = dumpFields(location);
    assert.ok(Number(fields.get('Free blocks')) * Number(fields.get('Block size')) > 12 << 20);
  });

  it('names the size that would do, and it does (L3)', async () => {
    at.write('site/noise', Buffer.alloc(3 << 20, 7));
    for (const source of ['', ' -d ./site']) {
      const { code, stderr } = await at.ops(`volume create assets -s 100k${source}`);
      assert.equal(code, 2);
      if (source !== '') assert.match(stderr, /assets: \.\/site needs .* the volume has 100 KiB\n/);
      const [, size = ''] = /use -s (\S+?),? ?(or leave -s out)?\n/.exec(stderr) ?? [];
      assert.equal((await at.ops(`volume create fits${source === '' ? 1 : 2} -s ${size}${source}`)).code, 0, stderr);
    }
    assert.equal(filesIn(at.home.volumes).length, 2);
  });

  it('refuses a name that is taken (L1), and a UUID that is', async () => {
    await at.ops(`volume create assets -s 2m --uuid ${UUID}`);
    const byName = await at.ops('volume create assets -s 2m');
    assert.equal(byName.code, 5);
    assert.match(byName.stderr, /volume assets exists already\n {2}.*ops volume delete assets\n$/);
    const byUuid = await at.ops(`volume create other -s 2m --uuid ${UUID}`);
    assert.equal(byUuid.code, 5);
    assert.match(byUuid.stderr, /volume assets has the UUID 5f0c/);
    assert.equal(filesIn(at.home.volumes).length, 1);
  });

  it('refuses names that would mean something else (L5)', async () => {
    const names = [
      'a:b',
      '../x',
      '/x',
      './x',
      'a b',
      'a,b',
      'a"b',
      '%1',
      '.hidden',
      'ä',
      UUID,
      UUID.toUpperCase(),
      'x'.repeat(32),
    ];
    for (const name of names) {
      assert.equal((await at.ops(['volume', 'create', name, '-s', '2m'])).code, 2, name);
    }
    assert.equal(existsSync(at.home.directory), false);
    for (const name of ['x'.repeat(31), '1vol', 'a.b_c-d'])
      assert.equal((await at.ops(`volume create ${name} -s 2m`)).code, 0);
  });

  it('says what is wrong with a source, and leaves nothing (L9)', async () => {
    const missing = await at.ops('volume create assets -d ./nowhere');
    assert.equal(missing.code, 3);
    assert.match(missing.stderr, /nowhere: .*no such file or directory/);
    assert.equal((await at.ops('volume create assets -d /dev/null')).code, 2);
    assert.equal((await at.ops('volume create assets --owner root -d .')).code, 2);
    assert.deepEqual(filesIn(at.home.volumes), []);
  });

  it('takes a single file (L9)', async () => {
    at.write('notes.txt', 'hello');
    const { location } = await at.json<VolumeInfo>('volume create assets -d notes.txt');
    assert.equal(debugfs(location, 'cat /notes.txt'), 'hello');
  });

  it('puts the content at the root, however the directory is written (L7, L8)', async () => {
    at.write('site/.env', 'SECRET=1');
    at.write('site/sub/a', 'a');
    const spellings = { './site': '.', 'site//': '.', 'site/../site/.': '.', '.': 'site', './': 'site' };
    for (const [index, [source, directory]] of Object.entries(spellings).entries()) {
      const { code, stdout } = await at.ops(`volume create v${index} -q -d ${source}`, {
        cwd: path.join(at.cwd, directory),
        env: { OPS_HOME: at.home.directory },
      });
      assert.equal(code, 0, source);
      const image = path.join(at.home.volumes, `v${index}:${stdout.trim()}.raw`);
      assert.equal(debugfs(image, 'cat /.env'), 'SECRET=1', source);
      assert.equal(debugfs(image, 'cat /sub/a'), 'a', source);
    }
  });

  it('keeps owners and modes, or gives all to one owner (L9)', async () => {
    chmodSync(at.write('site/run', '#!'), 0o751);
    mkdirSync(path.join(at.cwd, 'site/d'), { mode: 0o700 });
    const kept = await at.json<VolumeInfo>('volume create kept -d site');
    assert.match(debugfs(kept.location, 'stat /run'), new RegExp(`Mode: +0751[^]*User: +${process.getuid?.()} `));
    const given = await at.json<VolumeInfo>('volume create given -d site --owner 1234:99');
    assert.match(debugfs(given.location, 'stat /d'), /Mode: +0700[^]*User: +1234 +Group: +99 /);
  });

  it('gives a random UUID of version 4 (L28)', async () => {
    const made = await Promise.all(['a', 'b'].map((name) => at.json<VolumeInfo>(`volume create ${name} -s 2m`)));
    for (const { uuid } of made) assert.match(uuid, /^.{14}4.{4}[89ab]/);
    assert.notEqual(made[0]?.uuid, made[1]?.uuid);
    assert.notEqual(made[0]?.uuid, uuidFromBytes(new Uint8Array(16)));
  });

  it('leaves a label that does not fit to the disk serial', async () => {
    assert.equal((await at.json<VolumeInfo>(`volume create ${'x'.repeat(17)} -s 2m`)).label, '');
    assert.equal((await at.json<VolumeInfo>(`volume create ${'x'.repeat(16)} -s 2m`)).label, 'x'.repeat(16));
  });
});
