import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { InstanceEnding, InstanceRecord } from '../../../../src/instances/instance-record.js';
import type { InstanceInfo, InstanceStats } from '../../../../src/provider/instances.js';
import { consoleMark } from '../../../../src/instances/guest-console.js';
import { placeRecord, sampleRecord } from '../../../instances/sample-record.js';
import { useOpsHome } from '../../ops-home.js';

const ENDING: InstanceEnding = { exitCode: 3, signal: null, at: '2026-01-02T03:04:05.000Z', failure: null };
const MARK = consoleMark('a'.repeat(32)).toString('latin1');

describe('ops instance logs, stats and wait', () => {
  const at = useOpsHome();
  const { id } = sampleRecord();
  const place = (changes: Partial<InstanceRecord> = {}): void => {
    const record = sampleRecord({ lifetime: 'lasting', supervisor: null, ending: ENDING, ...changes });
    placeRecord(at.home.instances, record);
  };
  const inFolder = (file: string): string => path.join(at.home.instances, id, file);
  /** An instance whose two files have `words`, cut within a mark. */
  const placeLog = (): void => {
    place();
    writeFileSync(inFolder('console.log.1'), `one\r\n${MARK}two\n${MARK.slice(0, 9)}`);
    writeFileSync(inFolder('console.log'), `${MARK.slice(9)}three`);
  };

  it('print the whole console without marks, or its last lines', async () => {
    placeLog();
    const { code, stdout, stderr } = await at.ops('instance logs web1');
    assert.deepEqual([code, stdout, stderr], [0, 'one\r\ntwo\nthree', '']);
    assert.equal((await at.ops('instance logs web1 -n 2')).stdout, 'two\nthree');
    assert.equal((await at.ops('instance logs web1 --tail 0')).stdout, '');
    assert.equal((await at.ops('instance logs web1 --tail -1')).code, 2);
    const { content } = await at.json<{ content: string }>('instance logs web1 -n 1');
    assert.equal(Buffer.from(content, 'base64').toString(), 'three');
  });

  it('end at once with an instance that has ended', async () => {
    placeLog();
    assert.equal((await at.ops('instance logs web1 -w')).stdout, 'one\r\ntwo\nthree');
    assert.match((await at.ops('instance stats web1 -w')).stdout, /^NAME\tSTATUS\t.*\nweb1\tstopped\t\t\t\t\t\t\t\n$/);
  });

  it('do not watch and print JSON', async () => {
    place();
    for (const command of ['logs', 'stats']) {
      const { code, stderr } = await at.ops(`instance ${command} web1 -w -j`);
      assert.equal(code, 2);
      assert.match(stderr, /-w and -j/);
    }
  });

  it('say where the console of an instance of ops run is', async () => {
    place({ lifetime: 'command', supervisor: sampleRecord().supervisor, ending: null });
    const { code, stderr } = await at.ops('instance logs web1');
    assert.equal(code, 6);
    assert.match(
      stderr,
      new RegExp(`its console is the output of the command that started it, process ${process.pid}`),
    );
    appendFileSync(inFolder('console.log'), 'booting');
    assert.equal((await at.ops('instance logs web1')).stdout, 'booting');
  });

  it('know nothing of the use of what does not run, and show all that run', async () => {
    place();
    const [stats] = await at.json<InstanceStats[]>('instance stats web1');
    const { cpu, memory, guest, disks, status } = stats ?? assert.fail();
    assert.deepEqual(
      { cpu, memory, guest, disks, status },
      { cpu: null, memory: null, guest: null, disks: null, status: 'stopped' },
    );
    assert.deepEqual(await at.json('instance stats'), []);
  });

  it('show what this host knows of a machine that does not answer', async () => {
    place({ ending: null, machine: sampleRecord().supervisor, started: ENDING.at });
    const [stats] = await at.json<InstanceStats[]>('instance stats');
    const { cpu, memory, guest, disks, pid } = stats ?? assert.fail();
    assert.deepEqual([guest, disks, pid], [null, null, process.pid]);
    assert.ok((cpu ?? 0) > 0 && (memory ?? 0) > 1 << 20, `${cpu} ${memory}`);
  });

  it('give the exit code of what has ended', async () => {
    place();
    const { code, stdout } = await at.ops('instance wait web1');
    assert.deepEqual([code, stdout], [0, '3\n']);
    assert.equal((await at.ops('instance wait web1 -q')).stdout, '3\n');
    assert.equal((await at.json<InstanceInfo>('instance wait web1')).exitCode, 3);
  });

  it('say that it was deleted meanwhile', async () => {
    place({ ending: null, machine: sampleRecord().supervisor });
    const outcomes = Promise.all([at.ops('instance wait web1'), at.ops('instance logs web1 -w')]);
    await delay(300);
    rmSync(path.join(at.home.instances, id), { recursive: true });
    const [waited, followed] = await outcomes;
    assert.equal(waited.code, 3);
    assert.match(waited.stderr, /instance web1: it was deleted while it was waited for\n/);
    assert.deepEqual([followed.code, followed.stderr], [0, '']);
  });

  it('end with Ctrl-C: that is no failure of what is watched, but of a wait', async () => {
    place({ ending: null, machine: sampleRecord().supervisor });
    const codeAfterSignal = async (line: string): Promise<number> => {
      const signals = new EventEmitter();
      const outcome = at.ops(line, { signals });
      await delay(300);
      signals.emit('SIGINT');
      return (await outcome).code;
    };
    assert.equal(await codeAfterSignal('instance logs web1 -w'), 0);
    assert.equal(await codeAfterSignal('instance wait web1'), 130);
  });

  it('fail for what ended without one, and for what does not end in time', async () => {
    place({ ending: { ...ENDING, exitCode: null, failure: 'it was killed' } });
    const failed = await at.ops('instance wait web1');
    assert.deepEqual([failed.code, failed.stdout], [1, '']);
    assert.match(failed.stderr, /instance web1: it was killed\n {2}see what it wrote: ops instance logs web1\n/);
    place({ ending: null, machine: sampleRecord().supervisor });
    const { code, stderr } = await at.ops('instance wait web1 --timeout 0');
    assert.equal(code, 1);
    assert.match(stderr, /it still runs after 0 s\n/);
    assert.equal((await at.ops('instance wait web1 --timeout 0.5')).code, 2);
  });
});
