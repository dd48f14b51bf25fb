import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { OpsError } from '../../../src/core/errors.js';
import { encodeCpio, type CpioEntry } from '../../../src/formats/cpio/newc.js';

const SAMPLE: readonly CpioEntry[] = [
  { kind: 'directory', path: 'dev', mode: 0o755 },
  { kind: 'character-device', path: 'dev/console', mode: 0o600, major: 5, minor: 1 },
  { kind: 'block-device', path: 'dev/loop', mode: 0o640, major: 7, minor: 300 },
  { kind: 'file', path: 'init', mode: 0o755, data: new TextEncoder().encode('#!/bin/sh\n') },
  { kind: 'file', path: 'empty', mode: 0o4711, data: new Uint8Array() },
  { kind: 'symlink', path: 'lien-é', target: '../init' },
];

/** GNU cpio as the witness. */
function cpio(args: readonly string[], input: Uint8Array, cwd?: string): string {
  const ended = spawnSync('cpio', args, { input, encoding: 'utf8', env: { LC_ALL: 'C.UTF-8', TZ: 'UTC' }, cwd });
  assert.equal(ended.status, 0, ended.stderr);
  return ended.stdout;
}

describe('formats/cpio/newc', () => {
  it('lists as cpio lists it', () => {
    const lines = cpio(['-itv', '--numeric-uid-gid', '--quiet'], encodeCpio(SAMPLE)).trim().split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/\s+/g, ' ')),
      [
        'drwxr-xr-x 2 0 0 0 Jan 1 1970 dev',
        'crw------- 1 0 0 5, 1 Jan 1 1970 dev/console',
        'brw-r----- 1 0 0 7, 300 Jan 1 1970 dev/loop',
        '-rwxr-xr-x 1 0 0 10 Jan 1 1970 init',
        '-rws--x--x 1 0 0 0 Jan 1 1970 empty',
        'lrwxrwxrwx 1 0 0 7 Jan 1 1970 lien-é -> ../init',
      ],
    );
  });

  it('unpacks by cpio, whatever is in the files', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ops-cpio-'));
    const contents = fc.array(fc.uint8Array({ maxLength: 9 }), { minLength: 1, maxLength: 8 });
    try {
      fc.assert(
        fc.property(contents, (files) => {
          const entries = files.map((data, index): CpioEntry => ({
            kind: 'file',
            path: 'f'.repeat(index + 1),
            mode: 0o640,
            data,
          }));
          cpio(['-iu', '--quiet'], encodeCpio([...entries, { kind: 'symlink', path: 'link', target: 'f' }]), folder);
          for (const [index, data] of files.entries()) {
            const file = path.join(folder, 'f'.repeat(index + 1));
            assert.deepEqual(new Uint8Array(readFileSync(file)), data);
            assert.equal(statSync(file).mode & 0o7777, 0o640);
          }
          assert.equal(readlinkSync(path.join(folder, 'link')), 'f');
        }),
        { numRuns: 30 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('gives the same bytes for the same entries, and archives that can be joined', () => {
    assert.deepEqual(encodeCpio(SAMPLE), encodeCpio(SAMPLE));
    assert.equal(encodeCpio(SAMPLE).length % 4, 0);
    assert.equal(cpio(['-it', '--quiet'], encodeCpio([])), '');
  });

  const file = (name: string): CpioEntry => ({ kind: 'file', path: name, mode: 0o644, data: new Uint8Array() });
  const refused: readonly [string, readonly CpioEntry[]][] = [
    ['an absolute path', [file('/init')]],
    ['an empty path', [file('')]],
    ['a path that climbs', [file('../init')]],
    ['a path with a NUL', [file('a\0b')]],
    ['a file before its directory', [file('dev/null')]],
    ['a file under a file', [file('dev'), file('dev/null')]],
    ['a path twice', [file('init'), file('init')]],
    ['the name that ends an archive', [file('TRAILER!!!')]],
    ['a mode with more than permissions', [{ kind: 'directory', path: 'd', mode: 0o40755 }]],
    ['a negative number', [{ kind: 'block-device', path: 'd', mode: 0o600, major: -1, minor: 0 }]],
    ['a number over 32 bits', [{ kind: 'block-device', path: 'd', mode: 0o600, major: 0, minor: 2 ** 32 }]],
  ];
  for (const [what, entries] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => encodeCpio(entries),
        (error) => error instanceof OpsError && error.code === 'format-field',
      );
    });
  }
});
