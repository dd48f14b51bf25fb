import assert from 'node:assert/strict';
import { parseUuid } from '../../src/core/uuid.js';
import { hasErrorCode } from '../../src/core/errors.js';
import { readGuestEvents } from '../../src/instances/guest-events.js';
import { startMachine, type AttachedMachine } from '../../src/qemu/machine-process.js';
import { nodeName, volumeNodeName } from '../../src/qemu/node-name.js';
import { opsError } from '../io/ops-error.js';
import { assertClean, changeWithDebugfs, debugfs } from '../oracles/e2fsprogs.js';
import { Workshop } from '../qemu/real-qemu.js';
import { useLiveInstances } from './live-instances.js';

const MOUNTS = ['data:/data', 'two:/two', 'two:/inner/again', '%1:/virtual', 'logs:/logs', 'damaged:/damaged'];

describe('guest: hot-plug', function () {
  this.timeout(60_000);
  const live = useLiveInstances();
  const images = new Map<string, string>();
  const imageOf = (name: string): string => images.get(name) ?? '';
  const volumesOf = async (name: string) => (await live.facet.get(name)).volumes.map(({ path }) => path).sort();

  before(async function () {
    this.timeout(120_000);
    for (const name of ['data', 'two', 'logs', 'other', 'damaged', 'stranger']) {
      images.set(name, await live.createVolume(name, '-s', '32m'));
    }
    // Directory of the root: the superblock, which is all that the host looks at, is as it was.
    changeWithDebugfs(imageOf('damaged'), ['set_inode_field <2> mode 0', 'set_inode_field <2> block[0] 0']);
    await live.createImage('steps', MOUNTS);
    await Promise.all([live.create('steps', 'one', ['logs']), live.create('steps', 'two')]);
  });

  it('returns when the guest has mounted it, and detaches what was not synced, complete', async () => {
    const attached = await live.attach('one', 'data');
    assert.deepEqual([attached.places, attached.mounted], [[{ path: '/data', readOnly: false }], true]);
    assert.equal(await live.step('one', 'mounted /data'), 'ext4 rw');
    assert.equal(await live.step('one', 'fill /data 200'), 'ok');
    const [uuid] = (await live.facet.get('one')).volumes.filter(({ name }) => name === 'data').map((v) => v.uuid);
    const detached = await live.detach('one', uuid!.slice(0, 8));
    assert.deepEqual([detached.name, detached.uuid, detached.paths], ['data', uuid, ['/data']]);
    assert.equal(await live.step('one', 'mounted /data'), 'nothing');
    assertClean(imageOf('data'));
    assert.equal(debugfs(imageOf('data'), 'cat /199'), '199'.repeat(1000));
    await live.attach('two', uuid!);
    assert.equal(await live.step('two', 'filled /data'), '200');
    await live.detach('two', '/data');
  });

  it('detaches what was given at boot, and attaches it again', async () => {
    assert.equal(await live.step('one', 'write /logs/a from the boot'), 'ok');
    await live.detach('one', 'logs');
    assertClean(imageOf('logs'));
    assert.equal(debugfs(imageOf('logs'), 'cat /a'), 'from the boot');
    await live.attach('one', 'logs');
    assert.equal(await live.step('one', 'read /logs/a'), 'from the boot');
  });

  it('mounts what is asked for to be read read-only, though the image would write it, for any number', async () => {
    for (const name of ['one', 'two']) {
      await live.attach(name, 'data:ro');
      assert.equal(await live.step(name, 'mounted /data'), 'ext4 ro');
      assert.equal(await live.step(name, 'write /data/x x'), 'Read-only file system');
    }
    await live.detach('two', 'data');
    await assert.rejects(
      live.attach('two', 'data'),
      opsError('volume-in-use', 'instance one holds it read-only at /data'),
    );
    await live.detach('one', 'data');
    await live.attach('one', 'data');
    for (const request of ['data', 'data:ro']) {
      await assert.rejects(live.attach('two', request), opsError('volume-in-use', 'instance one holds it read-write'));
    }
    await live.detach('one', 'data');
  });

  it('refuses what the image does not expect, and what is there already', async () => {
    await assert.rejects(live.attach('one', 'other'), opsError('mount-unexpected', 'image "steps" expects no volume'));
    await assert.rejects(live.attach('one', '%2:other'), opsError('mount-unexpected', 'expects nothing at %2'));
    await assert.rejects(live.attach('one', 'nothing'), opsError('volume-not-found'));
    await assert.rejects(live.attach('one', 'logs'), opsError('volume-in-use', 'attached to one already, at /logs'));
    await assert.rejects(live.attach('one', '%1:/tmp'), opsError('unsupported', 'shared from its start on'));
    await assert.rejects(live.detach('one', 'data'), opsError('volume-not-attached', 'it has logs -> /logs'));
    assert.deepEqual(await volumesOf('one'), ['/logs']);
  });

  it('mounts at a virtual id whatever is attached there, and only that', async () => {
    for (const volume of ['other', 'stranger']) {
      await live.attach('one', `%1:${volume}`);
      assert.equal(await live.step('one', `write /virtual/name ${volume}`), 'ok');
      await assert.rejects(live.attach('one', '%1:data'), opsError('mount-taken', `${volume} is attached at /virtual`));
      await live.detach('one', '%1');
      assert.equal(debugfs(imageOf(volume), 'cat /name'), volume);
    }
    assert.deepEqual(await live.step('one', 'mounted /data'), 'nothing');
  });

  it('mounts a volume at each of its paths, and unmounts it at all or none', async () => {
    const { places } = await live.attach('one', 'two');
    assert.deepEqual(places.map(({ path }) => path).sort(), ['/inner/again', '/two']);
    await live.step('one', 'write /two/a once');
    assert.equal(await live.step('one', 'read /inner/again/a'), 'once');
    for (const file of ['/two/held', '/inner/again/held']) {
      await live.step('one', `hold ${file}`);
      await assert.rejects(live.detach('one', 'two'), (error) => {
        assert.ok(hasErrorCode(error, 'mount-busy'));
        assert.match(error.message, new RegExp(`serve-steps, pid \\d+: ${file}`));
        return (error.hint ?? '').includes('ops volume detach one two --force');
      });
      for (const path of ['/two', '/inner/again']) assert.equal(await live.step('one', `mounted ${path}`), 'ext4 rw');
      assert.deepEqual(await volumesOf('one'), ['/inner/again', '/logs', '/two']);
      await live.step('one', 'drop held');
    }
    await live.detach('one', '/inner/again');
    assert.equal(await live.step('one', 'mounted /two'), 'nothing');
    assertClean(imageOf('two'));
  });

  it('takes a busy volume away by force, with all that was written', async () => {
    await live.attach('one', 'data');
    await live.step('one', 'hold /data/log');
    await live.step('one', 'append before');
    await live.detach('one', 'data', true);
    assertClean(imageOf('data'));
    assert.equal(debugfs(imageOf('data'), 'cat /log'), 'before');
    assert.notEqual(await live.step('one', 'append after'), 'ok');
    await live.step('one', 'drop held');
    await live.attach('one', 'data');
    assert.equal(await live.step('one', 'read /data/log'), 'before');
    await live.detach('one', 'data');
  });

  it('leaves nothing of a volume that the guest cannot mount', async () => {
    const before = await live.disksOf('one');
    await assert.rejects(live.attach('one', 'damaged'), opsError('guest-mount-failed', 'did not mount it at /damaged'));
    assert.deepEqual(await live.disksOf('one'), before);
    assert.deepEqual(await volumesOf('one'), ['/logs']);
    await live.attach('one', 'data');
    await live.detach('one', 'data');
  });

  it('leaves nothing of a volume that a foreign machine has, and names it', async () => {
    const workshop = new Workshop();
    let foreign: AttachedMachine | undefined;
    try {
      const disk = { bus: 'scsi', name: nodeName('x'), image: { format: 'raw', file: imageOf('data') } } as const;
      const options = { qemu: await workshop.qemu(), env: workshop.env };
      foreign = await startMachine(workshop.pausedMachine({ disks: [disk] }), options);
      const [before, disks] = [live.host.instances.get('one'), await live.disksOf('one')];
      await assert.rejects(
        live.attach('one', 'data'),
        opsError('volume-in-use', `(qemu-system-x86, pid ${foreign.pid})`),
      );
      assert.deepEqual(await live.disksOf('one'), disks);
      assert.deepEqual(live.host.instances.get('one'), before);
    } finally {
      await foreign?.kill({ forceAfter: 0 });
      workshop.dispose();
    }
    await live.attach('one', 'data');
    assert.ok((await live.disksOf('one')).includes(volumeNodeName(parseUuid(live.host.volumes.get('data').uuid))));
    await live.detach('one', 'data');
  });

  it('loses nothing in 50 rounds beside a neighbour that is written all the time', async function () {
    this.timeout(120_000);
    await live.attach('one', '%1:stranger');
    await live.step('one', 'churn /virtual');
    for (let round = 0; round < 50; round++) {
      await live.attach('one', 'data');
      assert.equal(await live.step('one', `write /data/round-${round} of ${round}`), 'ok');
      if (round > 0) assert.equal(await live.step('one', `read /data/round-${round - 1}`), `of ${round - 1}`);
      await live.detach('one', 'data');
    }
    assert.match(await live.step('one', 'churned /virtual'), /^[1-9]\d+$/);
    await live.detach('one', '%1');
    const { instances } = live.host;
    const lost = readGuestEvents(instances.fileOf(instances.get('one').id, 'agentLog')).filter(
      ({ type }) => type === 'lost',
    );
    assert.deepEqual(lost, [], 'a mount was taken for one that lost its disk');
    assertClean(imageOf('data'));
    assertClean(imageOf('stranger'));
    const names = debugfs(imageOf('data'), 'ls -p /');
    for (let round = 0; round < 50; round++) assert.ok(names.includes(`/round-${round}/`), `round ${round}`);
  });

  it('gives a volume that two want at once to one of them', async () => {
    for (let round = 0; round < 4; round++) {
      const racers = ['one', 'two'].map((name) => live.start('volume', 'attach', name, 'data'));
      const codes = await Promise.all(racers.map(async ({ ended }) => (await ended).code));
      assert.deepEqual(codes.toSorted(), [0, 5]);
      const winner = codes[0] === 0 ? 'one' : 'two';
      assert.equal(await live.step(winner, 'mounted /data'), 'ext4 rw');
      assert.equal(await live.step(winner === 'one' ? 'two' : 'one', 'mounted /data'), 'nothing');
      await live.detach(winner, 'data');
    }
  });

  it('keeps what is attached over a stop and a start', async () => {
    await live.attach('one', '%1:other');
    await live.step('one', 'write /own of the root');
    const { how, instance } = await live.facet.stop('one', {}, {});
    assert.deepEqual([how, instance.status, instance.exitCode], ['stopped', 'stopped', 0]);
    for (const name of ['other', 'logs']) assertClean(imageOf(name));
    await live.attach('one', 'data:ro');
    await live.facet.start('one', {});
    assert.equal(await live.step('one', 'mounted /virtual'), 'ext4 rw');
    assert.equal(await live.step('one', 'mounted /data'), 'ext4 ro');
    assert.equal(await live.step('one', 'read /own'), 'of the root');
    const { volumes } = await live.facet.get('one');
    assert.deepEqual(volumes.map(({ name, path, readOnly, virtualId }) => [name, path, readOnly, virtualId]).sort(), [
      ['data', '/data', true, null],
      ['logs', '/logs', false, null],
      ['other', '/virtual', false, 1],
    ]);
    for (const name of ['one', 'two']) await live.facet.delete(name, {});
    assert.deepEqual(live.machines(), []);
  });
});
