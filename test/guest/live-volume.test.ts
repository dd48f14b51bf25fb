import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { parseSize } from '../../src/core/size.js';
import { parseUuid } from '../../src/core/uuid.js';
import { connectAgent } from '../../src/instances/agent-line.js';
import { INSTANCE_FILES } from '../../src/instances/instance-record.js';
import { volumeNodeName } from '../../src/qemu/node-name.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { filesIn } from '../cli/ops-home.js';
import { debugfs } from '../oracles/e2fsprogs.js';
import { useOps } from '../oracles/ops.js';
import { assertGoesOn, assertHasAll, lastNumber, startWriting, stopWriting } from './writing-guest.js';

interface Snapshot {
  readonly location: string;
}

describe('guest: a volume that a running guest writes', function () {
  this.timeout(60_000);
  const ops = useOps();

  const record = () => ops.instances()[0]!;

  /** Bytes of the file system, as the guest has it. */
  const guestSize = async (): Promise<number> => {
    await using agent = await connectAgent(path.join(ops.file('home/instances'), record().id, INSTANCE_FILES.agent));
    const items = await agent.request('status');
    const usage = items.find((item) => item.type === 'usage' && item.path === '/data');
    return usage?.type === 'usage' ? usage.totalBytes : 0;
  };

  it('grows under it', async () => {
    const image = await ops.createVolume('growing', '-s', '16m');
    const guest = await startWriting(ops, 'growing');
    const resized = await ops.start('volume', 'resize', 'growing', '96m').expect(0);
    assert.match(resized.stderr, /^16 MiB to 96 MiB, /);
    assert.equal(statSync(image).size, parseSize('96m'));
    await ops.ok('volume', 'resize', 'growing', '96m');
    assert.ok((await guestSize()) > parseSize('88m'));

    // A command that was killed between the growth of the disk and that of the file system.
    const [volume] = record().volumes;
    await using monitor = await QmpClient.connect({ path: record().qmp.socket });
    const size = parseSize('192m');
    await monitor.execute('block_resize', { 'node-name': volumeNodeName(parseUuid(volume!.uuid)), size });
    await monitor.close();
    assert.ok((await guestSize()) < parseSize('96m'));
    await ops.ok('volume', 'resize', 'growing', '192m');
    assert.ok((await guestSize()) > parseSize('176m'));

    const refused = await ops.start('volume', 'resize', 'growing', '64m').expect(5);
    assert.match(refused.stderr, /growing: has 192 MiB, .*web1.* only grows\n {2}.*ops volume detach web1 growing/);
    const large = await ops.start('volume', 'resize', 'growing', '17g').expect(5);
    assert.match(
      large.stderr,
      /growing: grows to 16 GiB at most while web1 has it\n {2}.*ops volume detach web1 growing/,
    );
    assert.equal(statSync(image).size, size);
    await ops.ok('volume', 'resize', 'growing', '16g');
    await assertGoesOn(guest);
    await stopWriting(guest);
    assertHasAll(image, lastNumber(guest));
    const stats = debugfs(image, 'stats -h');
    assert.match(stats, /Block count: +16777216\n/);
    assert.doesNotMatch(stats, /meta_bg/);
    // What the guest's kernel has made of it can be written without a guest, too.
    await ops.ok('volume', 'import', 'growing', ops.program('write-unsynced'));
    assertHasAll(image, lastNumber(guest));
  });

  it('is copied while it goes on', async () => {
    const image = await ops.createVolume('data', '-s', '64m');
    const guest = await startWriting(ops, 'data');
    const before = lastNumber(guest);
    const made = JSON.parse(await ops.ok('volume', 'snapshot', 'create', 'data', '--name', 'first', '-j')) as Snapshot;
    await assertGoesOn(guest);
    assertHasAll(made.location, before);
    assert.ok(statSync(made.location).blocks <= statSync(image).blocks + 2048, 'the copy is not sparse');
    assert.deepEqual(filesIn(ops.file('home/snapshots')), ['first.json', path.basename(made.location)]);
    const restored = await ops.createVolume('restored', '--snapshot', 'first', '-s', '80m');
    assertHasAll(restored, before);
    await stopWriting(guest);
    assertHasAll(image, lastNumber(guest));
    assert.match(debugfs(restored, 'stats -h'), /volume name: +restored\n/);
  });
});
