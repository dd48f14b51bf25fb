import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { hasErrorCode } from '../../../../src/core/errors.js';
import { decodeManifest, encodeManifest } from '../../../../src/formats/manifest/codec.js';
import type { LinuxManifest } from '../../../../src/formats/manifest/linux-manifest.js';
import { encodeToken } from '../../../../src/formats/manifest/token.js';
import { manifest } from '../../../formats/manifest/arbitrary-manifest.js';
import { buildCheck } from './native-check.js';

/** How init understands a manifest, in the words of manifest-check.c. */
function understood(value: LinuxManifest): string[] {
  return [
    ['program', value.program],
    ...value.arguments.map((argument) => ['argument', argument]),
    ...value.environment.map((variable) => ['environment', variable]),
    ['directory', value.directory],
    ['hostname', value.hostname],
    ['root', value.root],
    ...value.mounts.flatMap(({ source, path: where, access }) => [
      ['source', `${source.kind}:${source.value}`],
      [access, where],
    ]),
  ].map((words) => words.map(encodeToken).join(' '));
}

function expected(bytes: Uint8Array): string[] {
  try {
    return ['ok', ...understood(decodeManifest(bytes))];
  } catch (error) {
    assert.ok(hasErrorCode(error, 'format-corrupt'), String(error));
    return ['no'];
  }
}

/** A manifest with one place changed: most are still almost right. */
const damaged = fc
  .record({
    value: manifest,
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.constantFrom(0, 0, 0, 1, 3),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(
          '',
          'x',
          'a1',
          '%20',
          '%09',
          ' ',
          '\n',
          '%',
          '/',
          '..',
          '/./',
          '%C3',
          '%ED%A0%80',
          '%F4%90%80%80',
          '=',
          '0',
          'é',
        )
        .map((text) => Buffer.from(text)),
    ),
  })
  .map(({ value, at, remove, insert }) => {
    const bytes = encodeManifest(value);
    const start = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)]);
  });

describe("guests/linux/init: the manifest's reader in C", () => {
  let directory: string;
  let check: string;

  before(function () {
    this.timeout(60_000);
    directory = mkdtempSync(path.join(tmpdir(), 'ops-manifest-'));
    check = buildCheck(directory, 'manifest-check.c', ['manifest.c', 'text.c']);
  });

  after(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function read(manifests: readonly Uint8Array[]): string[][] {
    const input = manifests.flatMap((bytes) => {
      const head = Buffer.alloc(4);
      head.writeUInt32LE(bytes.length);
      return [head, bytes];
    });
    const output = execFileSync(check, { input: Buffer.concat(input), encoding: 'utf8', maxBuffer: 1 << 28 });
    const answers = output.split('\n.\n').slice(0, -1);
    return answers.map((answer) => answer.split('\n').map((line) => (line.startsWith('no ') ? 'no' : line)));
  }

  function agree(manifests: readonly Uint8Array[]): void {
    const answers = read(manifests);
    assert.equal(answers.length, manifests.length);
    for (const [index, bytes] of manifests.entries()) {
      assert.deepEqual(answers[index], expected(bytes), Buffer.from(bytes).toString());
    }
  }

  it('understands what is written for it', () => {
    const manifests = fc.sample(manifest, 300);
    assert.deepEqual(
      read(manifests.map(encodeManifest)),
      manifests.map((value) => ['ok', ...understood(value)]),
    );
  });

  it('accepts and refuses what our own reader does', () => {
    const manifests = fc.sample(damaged, 2000);
    agree(manifests);
    const accepted = manifests.filter((bytes) => expected(bytes)[0] === 'ok').length;
    assert.ok(accepted > 100 && accepted < 1900, `${accepted} of 2000 accepted`);
  });

  it('bears the largest and the emptiest', () => {
    const head = 'ops-manifest 1\n';
    const rest = 'program /p\ndirectory /\nhostname h\nroot rw\n';
    const lines = (count: number): string => 'argument \n'.repeat(count);
    const fill = Math.floor(((1 << 20) - head.length - rest.length) / 10);
    agree(
      ['', head, head.slice(0, -1), head + '\n', head + rest, head + rest + lines(1), head + rest + lines(fill)]
        .concat([head + rest + lines(fill + 1), head + 'a'.repeat(1 << 20), head + ' '.repeat(1 << 19) + '\n'])
        .map((text) => Buffer.from(text)),
    );
  });
});
