import assert from 'node:assert/strict';
import { renderError, type ErrorStyle } from '../../../src/cli/render/error.js';
import { OpsError } from '../../../src/core/errors.js';

const STYLE: ErrorStyle = { command: 'run', json: false, verbose: false, color: false };

const ISSUES = [
  { line: 4, column: 5, path: 'Mounts./data', message: '"/data" is a host directory that does not exist' },
  { line: 7, column: 12, path: 'RunConfig.Memmory', message: 'unknown; did you mean "Memory"?' },
  { line: 9, column: 16, path: 'BaseVolumeSz', message: '"10q" is not a size' },
];

describe('renderError', () => {
  it('lists the problems of a configuration in columns', () => {
    const error = new OpsError('config-invalid', 'config.json: 3 problems', { details: { issues: ISSUES } });
    assert.equal(
      renderError(error, STYLE),
      [
        'ops: config.json: 3 problems',
        '  4:5   Mounts./data       "/data" is a host directory that does not exist',
        '  7:12  RunConfig.Memmory  unknown; did you mean "Memory"?',
        '  9:16  BaseVolumeSz       "10q" is not a size',
      ].join('\n'),
    );
  });

  it('passes over issues of another shape', () => {
    const error = new OpsError('config-invalid', 'x: 1 problem', { details: { issues: [{ line: '4' }, null, 7] } });
    assert.equal(renderError(error, STYLE), 'ops: x: 1 problem');
  });

  it('lets no name speak to the terminal', () => {
    const error = new OpsError('volume-not-found', 'no volume is called "\u001b[2Jx"', { hint: 'a\u0007' });
    assert.equal(renderError(error, STYLE), 'ops: run: no volume is called "?[2Jx"\n  a?');
  });

  it('keeps details in JSON, and the exact text', () => {
    const error = new OpsError('config-invalid', 'a\tb', { details: { issues: ISSUES } });
    assert.deepEqual(JSON.parse(renderError(error, { ...STYLE, json: true })), {
      error: { code: 'config-invalid', message: 'a\tb', issues: ISSUES },
    });
    assert.deepEqual(Object.keys((JSON.parse(renderError(7, { ...STYLE, json: true })) as { error: object }).error), [
      'code',
      'message',
      'hint',
    ]);
  });
});
