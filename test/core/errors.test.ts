import assert from 'node:assert/strict';
import { ERROR_CODES, hasErrorCode, OpsError } from '../../src/core/errors.js';
import { EXIT_CODES } from '../../src/core/exit-codes.js';
import { homeAt } from '../../src/core/home.js';

describe('core/errors', () => {
  it('gives every code an exit code that shells can show', () => {
    for (const code of Object.keys(ERROR_CODES) as (keyof typeof ERROR_CODES)[]) {
      const { exitCode, kind } = new OpsError(code, 'x');
      assert.equal(exitCode, EXIT_CODES[kind]);
      assert.ok(exitCode > 0 && exitCode < 256, code);
      assert.match(code, /^[a-z]+(-[a-z]+)*$/);
    }
    assert.equal(new Set(Object.values(EXIT_CODES)).size, Object.keys(EXIT_CODES).length);
  });

  it('is JSON without its cause, whatever its details are called', () => {
    const cause = new Error('secret');
    const error = new OpsError('volume-not-found', 'no', {
      hint: 'try',
      details: { code: 'x', message: 'y', name: 'a' },
      cause,
    });
    assert.deepEqual(JSON.parse(JSON.stringify(error)), {
      name: 'a',
      code: 'volume-not-found',
      message: 'no',
      hint: 'try',
    });
    assert.equal(error.cause, cause);
    assert.deepEqual(new OpsError('internal', 'x').toJSON(), { code: 'internal', message: 'x' });
    assert.equal('cause' in new OpsError('internal', 'x'), false);
  });

  it('knows its own code alone', () => {
    assert.equal(hasErrorCode(new OpsError('internal', 'x'), 'internal'), true);
    assert.equal(hasErrorCode(new OpsError('internal', 'x'), 'interrupted'), false);
    assert.equal(hasErrorCode(Object.assign(new Error('x'), { code: 'internal' }), 'internal'), false);
  });
});

describe('core/home', () => {
  it('has its folders below it, with one slash', () => {
    assert.deepEqual(
      [homeAt('/h/').volumes, homeAt('/h').images, homeAt('/').cache],
      ['/h/volumes', '/h/images', '/cache'],
    );
  });
});
