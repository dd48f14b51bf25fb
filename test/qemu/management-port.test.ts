import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { hasErrorCode } from '../../src/core/errors.js';
import { isInstanceId, managementPort, newInstanceId } from '../../src/qemu/management-port.js';

describe('management port', () => {
  it('is spelled by the last four digits of the id', async () => {
    const asked: number[] = [];
    const isFree = (port: number): Promise<boolean> => Promise.resolve(asked.push(port) > 2);
    for (let run = 0; run < 200; run++) {
      const id = await newInstanceId({ random: randomInt, isFree });
      assert.match(id, /^[1-9]\d{13}$/);
      assert.ok(isInstanceId(id));
      assert.equal(managementPort(id), asked.at(-1));
      assert.ok(managementPort(id) >= 1024 && managementPort(id) <= 9999);
    }
    assert.equal(asked.length, 202);
  });

  it('knows an id', () => {
    assert.ok(isInstanceId('17951650328317'));
    for (const text of ['', '1795165032831', '07951650328317', '17951650321023', '1795165032831a']) {
      assert.ok(!isInstanceId(text), text);
    }
  });

  it('takes the smallest and the largest that chance gives', async () => {
    const isFree = (): Promise<boolean> => Promise.resolve(true);
    assert.equal(await newInstanceId({ random: (min) => min, isFree }), '10000000001024');
    assert.equal(await newInstanceId({ random: (_, max) => max - 1, isFree }), '99999999999999');
  });

  it('gives up when no port is free', async () => {
    const isFree = (): Promise<boolean> => Promise.resolve(false);
    await assert.rejects(newInstanceId({ random: randomInt, isFree }), (error) => hasErrorCode(error, 'port-in-use'));
  });
});
