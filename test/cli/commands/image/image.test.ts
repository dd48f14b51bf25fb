import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ImageInfo } from '../../../../src/provider/images.js';
import { placeRecord, sampleRecord } from '../../../instances/sample-record.js';
import { assertClean } from '../../../oracles/e2fsprogs.js';
import { filesIn, useOpsHome } from '../../ops-home.js';
import { spawnOps } from '../../spawn-ops.js';

describe('ops image', () => {
  const at = useOpsHome();
  const build = (flags = '') => at.json<ImageInfo>(`build /bin/cat ${flags}`);

  it('creates, lists, shows and deletes', async () => {
    await at.ops('volume create assets -s 2m');
    const { code, stdout, stderr } = await at.ops(
      'image create /bin/cat -i reader --mounts assets:/srv:ro --mounts %1:/data -a /etc/passwd',
    );
    assert.equal(code, 0, stderr);
    const location = stdout.trim().replace(/^reader {2}/, '');
    assertClean(location);
    assert.equal(statSync(location).mode & 0o777, 0o600);
    assert.match(stderr, /^x86_64 .*, \d+ files, [\d.]+ MiB, built in [\d.]+ m?s\n$/);
    const [image] = await at.json<ImageInfo[]>('image list');
    assert.deepEqual(image?.mounts, [
      { source: 'assets', path: '/srv', readOnly: true },
      { source: '%1', path: '/data', readOnly: false },
    ]);
    assert.deepEqual(
      [image.name, image.guest, image.provider, image.arguments.at(-1)],
      ['reader', 'linux', 'onprem', '/etc/passwd'],
    );
    assert.deepEqual(await at.json('image info reader'), image);
    assert.match((await at.ops('image info reader')).stdout, /mount +assets -> \/srv ro\nmount +%1 -> \/data\n/);
    assert.match(
      (await at.ops('image list')).stdout,
      /^NAME\tGUEST\tSIZE\tPROGRAM\tMOUNTS\tLOCATION\tCREATED\nreader\tlinux\t/,
    );
    assert.equal((await at.ops('image delete reader')).stdout, 'deleted  image reader\n');
    assert.deepEqual(filesIn(at.home.images), []);
  });

  it('lists images whatever else is in their folder, and warns of a broken one', async () => {
    const image = await build();
    writeFileSync(path.join(at.home.images, 'package.json'), '{"name": "package"}');
    writeFileSync(image.location.replace('cat:', 'lost:'), '');
    writeFileSync(path.join(at.home.images, 'lost.json'), '');
    const { code, stdout, stderr } = await at.ops('image list -q');
    assert.deepEqual([code, stdout], [0, 'cat\n']);
    assert.match(stderr, /^ops: warning: .*lost\.json: this is not the record of an image\n$/);
  });

  it('replaces an image only when told to, and then all of it', async () => {
    const before = await build();
    assert.equal((await at.ops('image create /bin/cat')).code, 5);
    assert.equal((await at.json<ImageInfo>('image info cat')).uuid, before.uuid);
    const after = await at.json<ImageInfo>('image create /bin/cat -f');
    assert.notEqual(after.uuid, before.uuid);
    assert.deepEqual(filesIn(at.home.images), ['cat.json', path.basename(after.location)]);
    assert.equal((await at.ops('build /bin/cat')).stdout.startsWith(path.join(at.home.images, 'cat:')), true);
  });

  it('refuses to delete what an instance runs from, and keeps that disk when the image is replaced (L26)', async () => {
    const before = await build();
    placeRecord(at.home.instances, sampleRecord({ image: 'cat', imageDisk: before.location }));
    const { code, stderr } = await at.ops('image delete cat');
    assert.equal(code, 5);
    assert.match(stderr, /cat: instance web1 is made of it\n {2}ops instance delete web1/);
    const after = await build();
    assert.ok(existsSync(before.location) && existsSync(after.location));
    assert.equal((await at.ops('image delete cat')).code, 0);
  });

  it('deletes nothing when one of them is not there', async () => {
    await build();
    assert.equal((await at.ops('image delete cat nope')).code, 3);
    assert.equal((await at.json<ImageInfo[]>('image list')).length, 1);
  });

  it('makes nothing of a request that is wrong', async () => {
    await at.ops('volume create assets -s 2m');
    const wrong: [line: string, code: number, message: RegExp][] = [
      ['image create', 2, /no program was given/],
      ['image create ./nothing', 3, /no such program/],
      [
        'image create /bin/cat --mounts asets:/srv',
        3,
        /no volume is called "asets"\n {2}did you mean "assets"\? To share .* \.\/asets:\/srv\n/,
      ],
      [
        'image create /bin/cat --mounts ./nowhere:/srv',
        3,
        /nowhere: this host directory does not exist\n {2}mkdir -p /,
      ],
      ['image create /bin/cat --mounts /dev/null:/srv', 2, /only a directory can be shared/],
      ['image create /bin/cat --mounts %0:/srv', 2, /"%0" is not a virtual id\n {2}virtual ids are %1 to %25/],
      ['image create /bin/cat --mounts assets:/srv:rx', 2, /suffix ":rx"/],
      ['image create /bin/cat --mounts assets:/a --mounts %1:/a', 2, /two mounts at \/a: assets:\/a and %1:\/a/],
      ['image create /bin/cat --mounts assets:/proc/x', 2, /the guest keeps \/proc for itself/],
      ['image create /bin/cat -i ../x', 2, /is not a name for an image/],
      ['image create /bin/cat -e =1', 2, /sets no variable/],
      ['image create /bin/cat --guest nanos', 7, /there is no Nanos release in .*\n {2}ops update\n/],
      ['image create /bin/cat -t aws', 6, /provider aws is not supported yet/],
    ];
    for (const [line, code, message] of wrong) {
      const outcome = await at.ops(line);
      assert.deepEqual([outcome.code, outcome.stdout], [code, ''], line);
      assert.match(outcome.stderr, message, line);
    }
    assert.equal((await at.ops('image create /bin/cat', { env: { OPS_GUEST: 'dos' } })).code, 2);
    assert.deepEqual(existsSync(at.home.images) ? filesIn(at.home.images) : [], []);
  });

  it('shows the mistakes of a configuration by line and column', async () => {
    at.write(
      'config.json',
      '{\n  "Program": "/bin/cat",\n  "RunConfig": { "Memmory": "1g" },\n  "BaseVolumeSz": "10q",\n  "Mounts": { "./nowhere": "/data" }\n}\n',
    );
    const { code, stderr } = await at.ops('image create -c config.json');
    assert.equal(code, 2);
    assert.match(stderr, /^ops: config.json: \d problems\n/);
    assert.match(stderr, /\n {2}3:18 +RunConfig.Memmory +.*"Memory"/);
    assert.match(stderr, /\n {2}4:\d+ +BaseVolumeSz +.*"10q"/);
    const { error } = JSON.parse((await at.ops('image create -c config.json -j')).stderr) as {
      error: { code: string; issues: unknown[] };
    };
    assert.deepEqual([error.code, error.issues.length > 1], ['config-invalid', true]);
  });

  it('builds what a configuration says, sized by it', async () => {
    at.write('config.json', '{ "Program": "/bin/cat", "Args": ["/x"], "BaseVolumeSz": "64m" }');
    const image = await at.json<ImageInfo>('build -c config.json -a /y');
    assert.deepEqual([image.size, image.arguments.slice(1)], [64 << 20, ['/x', '/y']]);
    at.write('config.json', '{ "Program": "/bin/cat", "BaseVolumeSz": "1m" }');
    const { code, stderr } = await at.ops('build -c config.json');
    assert.equal(code, 2);
    const [, enough = ''] =
      /the image needs .*, BaseVolumeSz is 1 MiB\n {2}set BaseVolumeSz to "(\w+)"/.exec(stderr) ?? [];
    assert.equal((await at.json<ImageInfo>('image info cat')).uuid, image.uuid, 'the one before is whole');
    at.write('config.json', JSON.stringify({ Program: '/bin/cat', BaseVolumeSz: enough }));
    assert.equal((await at.ops('build -c config.json')).code, 0, stderr);
  });

  it('refuses for an image what was decided when it was built', async () => {
    await build();
    for (const [words, flag] of [
      ['-a x', '--args'],
      ['-e A=1', '--envs'],
      ['-- x', '--'],
    ] as const) {
      const { code, stderr } = await at.ops(`run cat ${words}`);
      assert.equal(code, 2, words);
      assert.ok(stderr.startsWith(`ops: run: image cat: ${flag} is decided when an image is built\n`), stderr);
    }
    const { code, stderr } = await at.ops('run cat --mounts data:/x');
    assert.equal(code, 2);
    assert.doesNotMatch(stderr, /warning/);
    at.write('config.json', '{ "Args": ["/x"] }');
    assert.match((await at.ops('run cat -c config.json --mounts data:/x')).stderr, /warning: image cat: Args of the/);
    assert.match(stderr, /image "cat" has no mount for data:\/x; it has none\n.*ops image create.*--mounts data:\/x/);
    assert.equal((await at.ops('run cat -i ../x')).code, 2);
    assert.equal((await at.ops('run cat -m 1m')).code, 2);
    assert.equal((await at.ops('run cat --smp 0')).code, 2);
  });

  it('keeps the old image whole when a build is killed', async function () {
    this.timeout(60_000);
    await build();
    for (let round = 0; round < 10; round++) {
      const { child, ended } = spawnOps(at.home.directory, ['build', '/bin/cat']);
      await Promise.race([delay(Math.random() * 500), ended]);
      child.kill('SIGKILL');
      await ended;
      const { location } = await at.json<ImageInfo>('image info cat');
      assertClean(location);
    }
    const { location } = await build();
    assert.deepEqual(filesIn(at.home.images), ['cat.json', path.basename(location)]);
  });
});
