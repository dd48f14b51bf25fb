import assert from 'node:assert/strict';
import { readLenientConfig } from '../../src/config/lenient-config.js';
import { opsError } from '../io/ops-error.js';

const read = (value: unknown) => readLenientConfig('x', '/x', JSON.stringify(value));

describe('a configuration of somebody else', () => {
  it('may have unknown properties, but not among the names that are its own', async () => {
    const { config, unknown } = await read({
      Runtime: 1,
      RunConfig: { Old: { a: 1 }, CPUs: 2 },
      Env: { Runtime: 'x' },
    });
    assert.deepEqual(config, { RunConfig: { CPUs: 2 }, Env: { Runtime: 'x' } });
    assert.deepEqual(unknown, ['Runtime', 'RunConfig.Old']);
  });

  it('has no value where Go writes none', async () => {
    const { config, unknown } = await read({ Args: null, Kernel: '', RunConfig: { CPUs: 0, Memory: '' }, Env: null });
    assert.deepEqual([config, unknown], [{ RunConfig: {} }, []]);
  });

  it('keeps dollar signs', async () => {
    assert.deepEqual((await read({ Args: ['$HOME'] })).config, { Args: ['$HOME'] });
  });

  it('is refused when what is known is of another type', async () => {
    await assert.rejects(read({ Args: 'x' }), opsError('config-invalid', 'x: 1 problem'));
    await assert.rejects(read({ RunConfig: { Memory: 'much' } }), opsError('config-invalid'));
    await assert.rejects(readLenientConfig('x', '/x', '{'), opsError('config-invalid'));
  });
});
