import assert from 'node:assert/strict';
import { endCopy } from '../../src/instances/end-copy.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import { withInstance } from '../../src/instances/with-instance.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { placeRecord, sampleRecord } from './sample-record.js';

describe('instances/end-copy', () => {
  const inDirectory = useTemporaryDirectory();
  const copying = { uuid: '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11', path: '/data' };

  it('does nothing when nothing is copied', async () => {
    const record = sampleRecord();
    assert.equal(await endCopy(record, new InstanceStore(inDirectory('instances'))), record);
  });

  it('leaves it to the next command while the machine does not answer', async () => {
    const instances = new InstanceStore(inDirectory('instances'));
    const record = sampleRecord({ copying });
    placeRecord(inDirectory('instances'), record);
    assert.equal(await endCopy(record, instances), record);
    assert.deepEqual(instances.get('web1').copying, copying);
  });

  it('has nothing to do once the machine has ended', async () => {
    const ending = { exitCode: 0, signal: null, at: '2026-01-03T00:00:00.000Z', failure: null };
    const instances = new InstanceStore(inDirectory('instances'));
    placeRecord(inDirectory('instances'), sampleRecord({ lifetime: 'lasting', supervisor: null, ending, copying }));
    await withInstance(instances, 'web1', (record) => {
      assert.deepEqual([record.copying, record.ending], [null, ending]);
    });
    assert.equal(instances.get('web1').copying, null);
  });
});
