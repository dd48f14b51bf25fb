import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { OpsError, type ErrorCode } from '../../src/core/errors.js';
import { hostError, isSystemError, onHost, sourceError } from '../../src/io/host-errors.js';
import { opsError } from './ops-error.js';

function systemError(code: string, errno: number): Error {
  return Object.assign(new Error(`${code}: from the system`), { code, errno });
}

function toOpsError(error: Error): OpsError {
  assert.ok(error instanceof OpsError);
  return error;
}

const HOST: readonly [string, number, ErrorCode][] = [
  ['ENOSPC', -28, 'host-disk-full'],
  ['EDQUOT', -122, 'host-disk-full'],
  ['EACCES', -13, 'host-file-denied'],
  ['EPERM', -1, 'host-file-denied'],
  ['EROFS', -30, 'host-file-denied'],
  ['EIO', -5, 'host-file'],
  ['EFBIG', -27, 'host-file'],
];

const SOURCE: readonly [string, number, ErrorCode][] = [
  ['ENOENT', -2, 'source-not-found'],
  ['ENOTDIR', -20, 'source-not-found'],
  ['ELOOP', -40, 'source-not-found'],
  ['EACCES', -13, 'source-unreadable'],
  ['EIO', -5, 'source-unreadable'],
];

describe('io/host-errors', () => {
  for (const [name, errno, code] of HOST) {
    it(`says ${code} for ${name} of a file of ours, with path, action and cause`, () => {
      const cause = systemError(name, errno);
      const error = hostError(cause, '/store/a.raw', 'write');
      opsError(code, '/store/a.raw: cannot write: ')(error);
      assert.equal(error.cause, cause);
      assert.deepEqual(toOpsError(error).details, { path: '/store/a.raw', errno: name });
    });
  }

  for (const [name, errno, code] of SOURCE) {
    it(`says ${code} for ${name} of a source`, () => {
      opsError(code, '/src: cannot read: ')(sourceError(systemError(name, errno), '/src', 'read'));
    });
  }

  it('says what to do about a full disk and about a file that is too large for the host', () => {
    assert.match(toOpsError(hostError(systemError('ENOSPC', -28), 'a', 'write')).hint ?? '', /free some space/);
    assert.match(toOpsError(hostError(systemError('EFBIG', -27), 'a', 'write')).hint ?? '', /this large/);
  });

  it('leaves every other error as it is', () => {
    const known = new OpsError('interrupted', 'interrupted');
    const mistake = new TypeError('a mistake of ours');
    assert.equal(hostError(known, 'a', 'write'), known);
    assert.equal(hostError(mistake, 'a', 'write'), mistake);
  });

  it('translates real calls', () => {
    assert.equal(
      onHost('add', 'a', () => 1 + 1),
      2,
    );
    const read = (): unknown => onHost('read', '/nowhere/x', () => readFileSync('/nowhere/x'));
    assert.throws(read, opsError('host-file', '/nowhere/x: cannot read: no such file or directory'));
    assert.ok(isSystemError(systemError('EIO', -5), 'EIO') && !isSystemError(systemError('EIO', -5), 'ENOENT'));
  });
});
