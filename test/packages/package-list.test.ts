import assert from 'node:assert/strict';
import fc from 'fast-check';
import { homeAt } from '../../src/core/home.js';
import { loadPackageList, ONE_DAY, readPackageList } from '../../src/packages/package-list.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { useLocalServer } from '../oracles/http-server.js';

const ENTRY = {
  ...{ namespace: 'eyberg', name: 'node', version: 'v18', language: 'javascript', description: 'a server' },
  ...{ arch: 'arm64', sha256: 'ab', url: 'more than we know' },
};
const ADDRESS = 'http://host/manifest.json';
const TODAY = new Date('2026-01-02T00:00:00Z');
const TOMORROW = new Date(TODAY.getTime() + ONE_DAY);

describe('the list of packages', () => {
  const at = useTemporaryDirectory();
  const server = useLocalServer();
  const load = (now: Date, maximumAge = ONE_DAY) =>
    loadPackageList(homeAt(at('home')), `${server.address}/list`, { now, maximumAge });
  const publish = (...names: readonly string[]) => {
    const packages = names.map((name) => ({ ...ENTRY, name }));
    server.answers.set('/list', Buffer.from(JSON.stringify({ Version: 2, Packages: packages })));
  };

  it('is read, with more properties or fewer', () => {
    const old = { ...ENTRY, arch: undefined };
    const [now, before] = readPackageList({ Version: 2, Packages: [ENTRY, old] }, ADDRESS);
    assert.deepEqual(now, {
      ...{ namespace: 'eyberg', name: 'node', version: 'v18', language: 'javascript', description: 'a server' },
      ...{ architecture: 'arm64', sha256: 'ab' },
    });
    assert.equal(before?.architecture, 'amd64');
  });

  it('lacks packages whose names are paths', () => {
    const bad = [{ ...ENTRY, name: '../x' }, { ...ENTRY, namespace: '..' }, { ...ENTRY, version: 'a/b' }, 'x', null];
    assert.deepEqual(readPackageList({ Packages: bad }, ADDRESS), []);
  });

  it('is refused when it is none, and nothing else is thrown', () => {
    for (const value of [null, [], 'x', {}, { Packages: {} }]) {
      assert.throws(() => readPackageList(value, ADDRESS), opsError('format-corrupt', ADDRESS));
    }
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.jsonValue(), fc.record({ name: fc.jsonValue(), namespace: fc.string() }))), (packages) => {
        assert.ok(readPackageList({ Packages: packages }, ADDRESS).length <= packages.length);
      }), // prettier-ignore
      { endOnFailure: true },
    );
  });

  it('is kept for a day, and fetched when it is asked for', async () => {
    publish('one');
    await load(TODAY);
    publish('two');
    assert.deepEqual((await load(TODAY)).packages.map(({ name }) => name), ['one']); // prettier-ignore
    assert.equal(server.requests.length, 1);
    assert.deepEqual((await load(TODAY, 0)).packages.map(({ name }) => name), ['two']); // prettier-ignore
    publish('three');
    assert.deepEqual((await load(TOMORROW)).packages.map(({ name }) => name), ['three']); // prettier-ignore
  });

  it('is that of before without a network, and damaged ones do not replace it', async () => {
    publish('one');
    await load(TODAY);
    server.answers.set('/list', Buffer.from('<html>'));
    const damaged = await load(TOMORROW);
    assert.ok(damaged.stale?.code === 'format-corrupt' && damaged.packages.length === 1);
    await server.stop();
    const offline = await load(TOMORROW);
    assert.ok(offline.stale?.code === 'download-failed' && offline.packages.length === 1);
    assert.deepEqual(offline.fetched, TODAY);
  });

  it('is an error when there is none from before', async () => {
    await assert.rejects(load(TODAY), opsError('download-failed', '404'));
  });
});
