import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as ops from '../src/index.js';
import { assertClean, debugfs } from './oracles/e2fsprogs.js';
import { useTemporaryDirectory } from './io/temporary-directory.js';

describe('the library', () => {
  const inDirectory = useTemporaryDirectory();
  const source = (name: string) => ({ path: inDirectory(name), shown: name, destination: `/${name}` });
  const provider = () => ops.createOnpremProvider({ home: ops.homeAt(inDirectory('home')), now: () => new Date() });

  it('makes, lists and deletes a volume, as its first example does', async () => {
    writeFileSync(inDirectory('note'), 'hello');
    const volumes = ops.requireFacet(provider(), 'volumes');
    const { volume, files } = await volumes.create(
      { name: ops.parseVolumeName('assets'), size: ops.parseSize('8m'), sources: [source('note')] },
      {},
    );
    assert.equal(files, 1);
    assertClean(volume.location);
    assert.equal(debugfs(volume.location, 'cat /note'), 'hello');
    assert.deepEqual(
      (await volumes.list()).map(({ name }) => name),
      ['assets'],
    );
    await volumes.delete('assets');
    assert.deepEqual(await volumes.list(), []);
  });

  it('throws failures with codes', async () => {
    const volumes = ops.requireFacet(provider(), 'volumes');
    await assert.rejects(volumes.get('nothing'), (error) => ops.hasErrorCode(error, 'volume-not-found'));
    assert.equal(ops.EXIT_CODES['not-found'], 3);
  });

  it('reports progress and stops when it is told to', async () => {
    writeFileSync(inDirectory('large'), Buffer.alloc(32 * 1024 * 1024, 1));
    const volumes = ops.requireFacet(provider(), 'volumes');
    const stop = new AbortController();
    const reports: number[] = [];
    const report = (done: number): void => {
      reports.push(done);
      stop.abort();
    };
    const request = { name: ops.parseVolumeName('large'), sources: [source('large')] };
    const creation = volumes.create(request, { signal: stop.signal, progress: { report } });
    await assert.rejects(creation, (error) => ops.hasErrorCode(error, 'interrupted'));
    assert.ok(reports.length > 0);
    assert.deepEqual(await volumes.list(), []);
  });

  it('is reached by the name of the package', async () => {
    const name = 'ops';
    const face = (await import(name)) as typeof ops;
    assert.equal(face.OpsError, ops.OpsError);
    assert.ok(path.isAbsolute(face.homeAt('/x').volumes));
  });
});
