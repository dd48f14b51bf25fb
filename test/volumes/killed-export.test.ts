import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { filesIn, useOpsHome } from '../cli/ops-home.js';
import { spawnOps } from '../cli/spawn-ops.js';
import { listHostTree } from '../oracles/list-tree.js';

const KILLER = path.join(import.meta.dirname, 'kill-at-change.js');

describe('an export that is killed', function () {
  this.timeout(60_000);
  const at = useOpsHome();

  const contentOf: Readonly<Record<string, (place: string) => string[]>> = {
    'all.tar': (place) => [String(existsSync(place))],
    all: (place) => listHostTree(place).filter((line) => !line.startsWith('./lost+found ')),
  };

  for (const [name, list] of Object.entries(contentOf)) {
    it(`leaves nothing under the name ${name}, and the next one removes the rest`, async () => {
      for (const file of ['site/a', 'site/deep/b', 'site/deep/c']) at.write(file, Buffer.alloc(100_000, file));
      assert.equal((await at.ops('volume create data -s 16m -d site')).code, 0);
      const to = path.join(at.cwd, 'to');
      mkdirSync(to);
      const place = path.join(to, name);
      const start = (node: readonly string[] = [process.execPath]) =>
        spawnOps(at.home.directory, ['volume', 'export', 'data', place, '-q'], node).ended;
      const run = async () => {
        const { code, stderr } = await start();
        assert.equal(code, 0, stderr);
        assert.deepEqual(filesIn(to), [name]);
        return list(place);
      };
      const expected = await run();
      let [killed, leftovers] = [0, 0];
      for (let change = 0; ; change++) {
        rmSync(place, { recursive: true, force: true });
        const { code, stderr } = await start([process.execPath, '--import', `${KILLER}?${change}`]);
        if (code === 0) break;
        assert.equal(code, null, stderr);
        killed++;
        if (filesIn(to).some((found) => found !== name)) leftovers++;
        if (existsSync(place)) assert.deepEqual(list(place), expected);
        rmSync(place, { recursive: true, force: true });
        assert.deepEqual(await run(), expected);
      }
      assert.ok(killed > 3 && leftovers > 1, `${killed} were killed, ${leftovers} left something`);
    });
  }
});
