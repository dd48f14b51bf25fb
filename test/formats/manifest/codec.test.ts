import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { decodeManifest, encodeManifest } from '../../../src/formats/manifest/codec.js';
import type { LinuxManifest } from '../../../src/formats/manifest/linux-manifest.js';
import { manifest } from './arbitrary-manifest.js';

const EXAMPLE: LinuxManifest = {
  program: '/usr/bin/node',
  arguments: ['node', 'app.js', '', '50 % off'],
  environment: ['NAME=Zoë', 'EMPTY='],
  directory: '/srv/app',
  hostname: 'web',
  root: 'rw',
  mounts: [
    { source: { kind: 'name', value: 'data' }, path: '/data', access: 'rw' },
    { source: { kind: 'uuid', value: '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11' }, path: '/logs', access: 'ro' },
    { source: { kind: 'virtual', value: '1' }, path: '/cache', access: 'rw' },
    { source: { kind: 'share', value: 'share0' }, path: '/src', access: 'ro' },
  ],
};

const EXAMPLE_TEXT = `ops-manifest 1
program /usr/bin/node
argument node
argument app.js
argument${' '}
argument 50%20%25%20off
environment NAME=Zo%C3%AB
environment EMPTY=
directory /srv/app
hostname web
root rw
mount name data /data rw
mount uuid 5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11 /logs ro
mount virtual 1 /cache rw
mount share share0 /src ro
`;

const encoder = new TextEncoder();

function decodeWith(change: (text: string) => string): LinuxManifest {
  return decodeManifest(encoder.encode(change(EXAMPLE_TEXT)));
}

/** What makes a manifest one that is refused, and the words of the refusal. */
const REFUSED: readonly [string, (text: string) => string, RegExp][] = [
  ['nothing', () => '', /not a manifest/],
  ['another version', (text) => text.replace('manifest 1', 'manifest 2'), /version 1/],
  ['no last line feed', (text) => text.slice(0, -1), /cut off/],
  ['a NUL', (text) => text.replace('web', 'w\0b'), /not text/],
  ['an unknown kind', (text) => `${text}color red\n`, /line 16 is of an unknown kind/],
  ['a property of objects', (text) => `${text}constructor x\n`, /line 16 is of an unknown kind/],
  ['an empty line', (text) => `${text}\n`, /line 16 is of an unknown kind/],
  ['a word too few', (text) => text.replace(' ro\n', '\n'), /line 13 has the wrong number/],
  ['a word too many', (text) => text.replace('web', 'web site'), /line 10 has the wrong number/],
  ['many words', (text) => text.replace('web', 'a b c d e f'), /line 10 has too many/],
  ['lower-case digits', (text) => text.replace('%C3', '%c3'), /line 7 is not well encoded/],
  ['a needless escape', (text) => text.replace('web', '%77eb'), /line 10 is not well encoded/],
  ['an escaped NUL', (text) => text.replace('web', 'w%00b'), /line 10 is not well encoded/],
  ['half an escape', (text) => text.replace('web', 'web%2'), /line 10 is not well encoded/],
  ['a raw byte', (text) => text.replace('web', 'wéb'), /line 10 is not well encoded/],
  ['what is not UTF-8', (text) => text.replace('%C3%AB', '%C3'), /line 7 is not well encoded/],
  ['two programs', (text) => `${text}program /bin/sh\n`, /line 16 is there twice/],
  ['two roots', (text) => `${text}root ro\n`, /line 16 is there twice/],
  ['no program', (text) => text.replace(/program.*\n/, ''), /there is no program/],
  ['no argument', (text) => text.replaceAll(/argument.*\n/g, ''), /there is no argument/],
  ['no directory', (text) => text.replace(/directory.*\n/, ''), /there is no directory/],
  ['no host name', (text) => text.replace(/hostname.*\n/, ''), /there is no hostname/],
  ['no root', (text) => text.replace(/root.*\n/, ''), /there is no root/],
  ['a relative program', (text) => text.replace('/usr/bin/node', 'bin/node'), /line 2 is not an absolute/],
  ['a program that is the root', (text) => text.replace('/usr/bin/node', '/'), /line 2 is not an absolute/],
  ['a path with ..', (text) => text.replace('/srv/app', '/srv/../app'), /line 9 is not an absolute/],
  ['a path that ends in /', (text) => text.replace('/srv/app', '/srv/'), /line 9 is not an absolute/],
  ['a variable without a name', (text) => text.replace('EMPTY=', '=EMPTY'), /line 8 is not NAME=VALUE/],
  ['a long host name', (text) => text.replace('web', 'w'.repeat(65)), /line 10 is not of 1 to 64/],
  ['a mount on /proc', (text) => text.replace('/cache', '/proc/x'), /line 14 has a path where/],
  ['a mount on /', (text) => text.replace('/cache', '/'), /line 14 has a path where/],
  ['two mounts on a path', (text) => text.replace('/cache', '/data'), /line 14 has a path that is there twice/],
  ['another access', (text) => text.replace('/cache rw', '/cache rx'), /line 14 is neither rw nor ro/],
  ['another kind of source', (text) => text.replace('virtual 1', 'disk 1'), /line 14 has a source/],
  ['an upper-case UUID', (text) => text.replace('5f0c', '5F0C'), /line 13 has a source/],
  ['the virtual id 0', (text) => text.replace('virtual 1', 'virtual 0'), /line 14 has a source/],
  ['a long tag', (text) => text.replace('share0', 's'.repeat(32)), /line 15 has a source/],
  ['65 mounts', (text) => text + Array.from({ length: 61 }, (_, i) => `mount name a /m${i} rw\n`).join(''), /than the 64/],
  ['more than 1 MiB', (text) => `${text}argument ${'a'.repeat(1 << 20)}\n`, /larger than 1 MiB/],
]; // prettier-ignore

describe('formats/manifest', () => {
  it('writes the manifest that the guest reads', () => {
    assert.equal(new TextDecoder().decode(encodeManifest(EXAMPLE)), EXAMPLE_TEXT);
    assert.deepEqual(decodeManifest(encoder.encode(EXAMPLE_TEXT)), EXAMPLE);
  });

  it('reads back every manifest that it writes', () => {
    fc.assert(
      fc.property(manifest, (value) => {
        assert.deepEqual(decodeManifest(encodeManifest(value)), value);
      }),
    );
  });

  it('takes the lines in any order', () => {
    const [first = '', ...lines] = EXAMPLE_TEXT.trimEnd().split('\n');
    const mountsAndArguments = lines.filter((line) => /^(mount|argument|environment)/.test(line));
    const others = lines.filter((line) => !mountsAndArguments.includes(line)).reverse();
    const text = [first, ...mountsAndArguments, ...others].map((line) => `${line}\n`).join('');
    assert.deepEqual(decodeManifest(encoder.encode(text)), EXAMPLE);
  });

  for (const [what, change, message] of REFUSED) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => decodeWith(change),
        (error) => hasErrorCode(error, 'format-corrupt') && message.test(error.message),
      );
    });
  }

  it('does not write what a guest refuses', () => {
    const wrong: Partial<LinuxManifest>[] = [
      { program: 'node' },
      { arguments: [] },
      { arguments: ['a\0b'] },
      { arguments: ['\ud800'] },
      { environment: ['NAME'] },
      { hostname: '' },
      { directory: '/a//b' },
      { arguments: ['a'.repeat(1 << 20)] },
      { mounts: [{ source: { kind: 'name', value: '' }, path: '/a', access: 'rw' }] },
    ];
    for (const part of wrong) {
      assert.throws(
        () => encodeManifest({ ...EXAMPLE, ...part }),
        (error) => hasErrorCode(error, 'format-limit'),
        JSON.stringify(part).slice(0, 80),
      );
    }
  });

  it('refuses any bytes with format-corrupt or reads them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeManifest(Buffer.concat([Buffer.from('ops-manifest 1\n'), bytes]));
        } catch (error) {
          assert.ok(hasErrorCode(error, 'format-corrupt'), String(error));
        }
      }),
    );
  });
});
