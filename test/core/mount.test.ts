import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OpsError } from '../../src/core/errors.js';
import { formatMount, MAX_VIRTUAL_ID, parseMount, parseMountPair } from '../../src/core/mount.js';
import { checkMounts } from '../../src/core/mount-rules.js';
import { parseVolumeName } from '../../src/core/volume-name.js';

const UUID = '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';

const REFUSED_MOUNTS = [
  '', ':', 'vol', 'vol:', 'vol:files', ':/files', 'vol:/', 'vol://', 'vol:/a/../b', 'vol:/.', 'vol:/a:foo', 'vol:/a:ro:rw',
  'vol:/a:', 'a b:/x', '%0:/x', '%26:/x', '%x:/x', '%01:/x', '%:/x', 'a,b:/x', '~/x:/y', 'vol:/a\u0000b', 'vol:/a\nb',
]; // prettier-ignore

describe('core/mount', () => {
  it('reads every kind of source', () => {
    assert.deepEqual(parseMount('assets:/srv').source, { kind: 'name', name: 'assets' });
    assert.deepEqual(parseMount(`${UUID.toUpperCase()}:/srv`).source, { kind: 'uuid', uuid: UUID });
    assert.deepEqual(parseMount('%1:/files').source, { kind: 'virtual', id: 1 });
    for (const hostPath of ['/path-on-host', './site', '../site', '.', '..', '/a:b', '/with/colon:/x']) {
      assert.deepEqual(parseMount(`${hostPath}:/files`).source, { kind: 'host', hostPath });
    }
  });

  it('reads the suffixes and normalises the path', () => {
    assert.equal(parseMount('vol:/files').readOnly, false);
    assert.equal(parseMount('vol:/files:rw').readOnly, false);
    assert.equal(parseMount('%1:/files1:ro').readOnly, true);
    assert.equal(parseMount('vol://a//b/:ro').path, '/a/b');
    assert.deepEqual(parseMountPair('%1', '/files1:ro'), parseMount('%1:/files1:ro'));
  });

  for (const text of REFUSED_MOUNTS) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseMount(text),
        (error) => error instanceof OpsError && error.kind === 'usage' && error.hint !== undefined,
      );
    });
  }

  it('reads back what it writes', () => {
    const source = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/),
      fc.integer({ min: 1, max: MAX_VIRTUAL_ID }).map((id) => `%${id}`),
      fc.stringMatching(/^\/[a-z:/]{0,8}[a-z]$/),
      fc.constant(UUID),
    );
    const path = fc
      .array(fc.stringMatching(/^[^:/\u0000-\u001f\u007f]{1,8}$/), { minLength: 1, maxLength: 3 })
      .filter((parts) => !parts.includes('.') && !parts.includes('..'));
    fc.assert(
      fc.property(source, path, fc.boolean(), (from, parts, readOnly) => {
        const text = `${from}:/${parts.join('/')}${readOnly ? ':ro' : ''}`;
        assert.equal(formatMount(parseMount(text)), text);
      }),
    );
  });

  it('never throws anything but an error of the request', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          parseMount(text);
        } catch (error) {
          assert.ok(error instanceof OpsError && error.kind === 'usage', String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('core/mount-rules', () => {
  const check = (nested: boolean, ...texts: string[]): string[] =>
    checkMounts(texts.map(parseMount), { nested }).map((mount) => mount.path);

  it('refuses a path twice, whatever the sources are', () => {
    assert.throws(() => check(true, 'a:/x', 'b:/x:ro'), /two mounts at \/x: a:\/x and b:\/x:ro/);
  });

  it('lets one volume appear at several paths', () => {
    assert.deepEqual(check(false, 'a:/x', 'a:/y'), ['/x', '/y']);
  });

  it('nests only where the guest can, outer paths first', () => {
    assert.deepEqual(check(true, 'b:/x/y/z', 'a:/x'), ['/x', '/x/y/z']);
    assert.throws(() => check(false, 'b:/x/y', 'a:/x'), /inside one another/);
    assert.deepEqual(check(false, 'b:/xy', 'a:/x'), ['/xy', '/x']);
  });

  it('keeps the paths of the guest itself', () => {
    for (const path of ['/proc', '/dev/shm', '/sys', '/run/x', '/.ops']) assert.throws(() => check(true, `a:${path}`));
    assert.deepEqual(check(true, 'a:/device'), ['/device']);
  });
});

describe('core/volume-name', () => {
  it('takes names that are safe everywhere', () => {
    for (const name of ['vol', 'my-assets', '1vol', 'a.b_c-d', '007', 'x'.repeat(31)]) {
      assert.equal(parseVolumeName(name), name);
    }
  });

  it('refuses what would be mistaken or would escape', () => {
    const wrong = [
      '',
      '.',
      '..',
      '../x',
      'a/b',
      'a:b',
      '%1',
      '-x',
      'a b',
      'a,b',
      'a"b',
      'é',
      'x'.repeat(32),
      UUID,
      'a\n',
    ];
    for (const name of wrong) assert.throws(() => parseVolumeName(name), OpsError, name);
  });
});
