import assert from 'node:assert/strict';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { decodeInstanceRecord } from '../../src/instances/instance-record.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import { isInstanceRunning } from '../../src/instances/instance-status.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { thisProcess } from '../cli/ops-home.js';
import { sampleRecord } from './sample-record.js';

const supervisor = thisProcess();
/** Our process id with the start time of another process: the id was used again. */
const GONE = { ...supervisor, startTime: 1 };

describe('instances/instance-store', () => {
  const inDirectory = useTemporaryDirectory();
  const open = () => new InstanceStore(inDirectory('instances'));

  it('lists what it was given, and deletes it', async () => {
    const store = open();
    assert.deepEqual(store.listRunning(), []);
    await store.exclusively(() => {
      store.create(sampleRecord());
    });
    assert.deepEqual(store.listRunning(), [sampleRecord()]);
    assert.equal(statSync(store.directoryOf('17951650328317')).mode & 0o777, 0o700);
    assert.equal(statSync(store.fileOf('17951650328317', 'record')).mode & 0o777, 0o600);
    store.delete('17951650328317');
    assert.deepEqual(store.listRunning(), []);
  });

  it('removes the folders of commands that were killed (L22)', async () => {
    const store = open();
    await store.exclusively(() => {
      store.create(sampleRecord());
      store.create(sampleRecord({ id: '17951650328318', supervisor: GONE }));
      store.create(sampleRecord({ id: '17951650328319', supervisor: GONE, machine: GONE }));
      store.create(sampleRecord({ id: '17951650328321', supervisor: GONE, machine: GONE, lifetime: 'lasting' }));
    });
    mkdirSync(store.directoryOf('17951650328320'));
    mkdirSync(inDirectory('instances', 'mine'));
    writeFileSync(inDirectory('instances', '4711'), '{}');
    const kept = ['17951650328317', '17951650328321'];
    assert.deepEqual(
      store.list().map(({ id }) => id),
      kept,
    );
    await store.exclusively(() => undefined);
    assert.deepEqual(store.folder.names(), [...kept, '4711', 'mine']);
  });

  it('tells a process from another that got its id', () => {
    assert.equal(isInstanceRunning(sampleRecord()), true);
    assert.equal(isInstanceRunning(sampleRecord({ supervisor: GONE })), false);
    assert.equal(isInstanceRunning(sampleRecord({ supervisor: { ...supervisor, bootId: 'another boot' } })), false);
    assert.equal(isInstanceRunning(sampleRecord({ supervisor: GONE, machine: supervisor })), true);
  });

  it('makes nothing where nothing is', () => {
    open().delete('17951650328317');
    assert.equal(existsSync(inDirectory('instances')), false);
  });
});

describe('instances/instance-record', () => {
  it('takes no other text for a record', () => {
    const text = JSON.stringify(sampleRecord());
    assert.deepEqual(decodeInstanceRecord(text), sampleRecord());
    const wrong = ['', '{', 'null', '[]', '1', '{}', text.slice(0, -1), text.replace('"volumes":[]', '"volumes":[1]')];
    for (const other of [...wrong, text.replace('"machine":null', '"machine":{}')]) {
      assert.equal(decodeInstanceRecord(other), undefined, other);
    }
  });
});
