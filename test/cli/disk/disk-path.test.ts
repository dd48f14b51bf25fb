import assert from 'node:assert/strict';
import { parseCopyArgument } from '../../../src/cli/disk/disk-path.js';

describe('arguments of cp', () => {
  it('are in a volume, or on this machine', () => {
    const disk = (reference: string, path: string) => ({ kind: 'disk', reference, path });
    const host = (path: string) => ({ kind: 'host', path });
    assert.deepEqual(parseCopyArgument('assets:/img/a:b'), disk('assets', '/img/a:b'));
    assert.deepEqual(parseCopyArgument('assets:img'), disk('assets', 'img'));
    assert.deepEqual(parseCopyArgument('assets:'), disk('assets', ''));
    assert.deepEqual(parseCopyArgument('assets:5f0c0d3e:/img'), disk('assets:5f0c0d3e', '/img'));
    for (const path of ['a', './a:b', '/a:/b', '../x:y', 'a/b:c', '.', '-']) {
      assert.deepEqual(parseCopyArgument(path), host(path));
    }
  });
});
