import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { deleteInstance } from '../../src/instances/delete-instance.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import { tryLock } from '../../src/io/file-lock.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { placeRecord, sampleRecord } from './sample-record.js';

const ID = '17951650328317';

/** What may become of a record. */
const DAMAGES: Readonly<Record<string, (file: string) => void>> = {
  'is empty': (file) => {
    writeFileSync(file, '');
  },
  'was cut short': (file) => {
    writeFileSync(file, JSON.stringify(sampleRecord()).slice(0, 100));
  },
  'is of another program': (file) => {
    writeFileSync(file, '{"id": 1}');
  },
  'cannot be read': (file) => {
    rmSync(file);
    mkdirSync(file);
  },
  'is gone': (file) => {
    rmSync(file);
  },
};

describe('instances whose record is damaged', () => {
  const inDirectory = useTemporaryDirectory();
  const place = (damage: (file: string) => void): InstanceStore => {
    const store = new InstanceStore(inDirectory('instances'));
    placeRecord(store.folder.directory, sampleRecord({ id: '17951650328318', name: 'well' }));
    placeRecord(store.folder.directory, sampleRecord({ id: ID, lifetime: 'lasting' }));
    writeFileSync(store.fileOf(ID, 'machineLock'), '');
    damage(store.fileOf(ID, 'record'));
    return store;
  };

  for (const [what, damage] of Object.entries(DAMAGES)) {
    it(`are seen, left alone and deleted when it ${what}`, async () => {
      const store = place(damage);
      const [well, damaged] = store.listAll();
      assert.deepEqual([well?.name, damaged?.id, damaged?.name], ['well', ID, ID]);
      assert.deepEqual(
        store.list().map(({ name }) => name),
        ['well'],
      );
      assert.throws(() => store.get(ID), opsError('format-corrupt'));
      await store.exclusively(() => undefined);
      assert.ok(existsSync(store.directoryOf(ID)));
      await deleteInstance(ID, store, undefined);
      assert.equal(existsSync(store.directoryOf(ID)), false);
      assert.deepEqual(store.listAll(), [well]);
    });
  }

  it('go only when no machine holds the lock any more', async () => {
    const store = place(DAMAGES['is empty'] ?? assert.fail());
    const lock = tryLock(store.fileOf(ID, 'machineLock'));
    assert.ok(lock);
    const deletion = deleteInstance(ID, store, undefined);
    await delay(400);
    assert.ok(existsSync(store.fileOf(ID, 'record')));
    lock.release();
    await deletion;
    assert.equal(existsSync(store.directoryOf(ID)), false);
  });
});
