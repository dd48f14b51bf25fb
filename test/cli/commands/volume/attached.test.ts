import assert from 'node:assert/strict';
import type { InstanceRecord } from '../../../../src/instances/instance-record.js';
import type { VolumeInfo } from '../../../../src/provider/volumes.js';
import { heldVolume, placeRecord, sampleRecord } from '../../../instances/sample-record.js';
import { useOpsHome } from '../../ops-home.js';

const ENDING: InstanceRecord['ending'] = { exitCode: 0, signal: null, at: '2026-01-03T00:00:00.000Z', failure: null };

describe('a volume that is attached', () => {
  const at = useOpsHome();
  let volume: VolumeInfo;

  beforeEach(async () => {
    at.write('file');
    volume = await at.json<VolumeInfo>('volume create data -s 8m');
  });

  const attach = (readOnly: boolean, changes: Partial<InstanceRecord> = {}): void => {
    const place = { ...heldVolume(volume, readOnly), virtualId: 1 };
    placeRecord(at.home.instances, sampleRecord({ lifetime: 'lasting', volumes: [place], ...changes }));
  };
  const assertRefused = async (line: string): Promise<void> => {
    const { code, stderr } = await at.ops(line);
    assert.equal(code, 5, `${line}: ${stderr}`);
    assert.match(stderr, /data: attached to instance web1 \(since .*, at \/srv\)\n {2}ops volume detach web1 data\n/);
    assert.deepEqual((await at.json<VolumeInfo>('volume info data')).size, volume.size);
  };

  it('is not read or changed by other commands while an instance writes it', async () => {
    attach(false);
    for (const line of [
      'volume delete data',
      'volume import data file',
      'volume cp file data:/',
      'volume cp data:/ out -r',
      'volume rename data other',
      'volume check data',
      'volume ls data',
      'volume tree data',
      'volume cat data /file',
      'volume export data out.tar',
    ]) {
      await assertRefused(line);
    }
  });

  it('is read, and not changed, while an instance reads it', async () => {
    attach(true);
    for (const line of [
      'volume delete data',
      'volume import data file',
      'volume cp file data:/',
      'volume rename data other',
      'volume resize data 16m',
    ]) {
      await assertRefused(line);
    }
    for (const line of ['check data', 'ls data', 'snapshot create data --name now', 'export data out.tar']) {
      assert.equal((await at.ops(`volume ${line}`)).code, 0, line);
    }
  });

  it('is changed, and not deleted, while its instance is stopped', async () => {
    attach(false, { supervisor: null, ending: ENDING });
    await assertRefused('volume delete data');
    for (const line of [
      'import data file',
      'cp file data:/copy',
      'check data',
      'snapshot create data --name now',
      'resize data 16m',
      'rename data other',
    ]) {
      assert.equal((await at.ops(`volume ${line}`)).code, 0, line);
    }
  });

  it('says where it is attached, and whether that instance runs', async () => {
    attach(false);
    const running = await at.ops('volume info data');
    assert.match(running.stdout, /^attached +web1 \(running\) at \/srv \(%1\) rw since 2026-01-02T/m);
    attach(true, { supervisor: null, ending: ENDING });
    const stopped = await at.ops('volume info data');
    assert.match(stopped.stdout, /^attached +web1 \(stopped\) at \/srv \(%1\) ro since 2026-01-02T/m);
    assert.deepEqual(
      (await at.json<VolumeInfo>('volume info data')).attachedTo.map(({ virtualId, running }) => [virtualId, running]),
      [[1, false]],
    );
  });
});
