import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createAtomicDirectory } from '../../src/io/atomic-directory.js';
import { unprivilegedArgv } from '../oracles/privileges.js';
import { opsError } from './ops-error.js';
import { useTemporaryDirectory } from './temporary-directory.js';

const MODULE = new URL('../../src/io/atomic-directory.js', import.meta.url).href;
const NODE = [process.execPath] as const;

describe('io/atomic-directory', () => {
  const at = useTemporaryDirectory();

  /** Fills a directory in another process. @param end what that does then @returns the signal that ended it */
  function fill(place: string, end: string, [program, ...words]: readonly [string, ...string[]] = NODE): string | null {
    const script = `
      import { chmodSync, mkdirSync } from 'node:fs';
      import { createAtomicDirectory } from '${MODULE}';
      using directory = createAtomicDirectory(process.argv[1]);
      mkdirSync(directory.path + '/closed/inside', { recursive: true });
      chmodSync(directory.path + '/closed', 0);
      ${end}`;
    const result = spawnSync(program, [...words, '--input-type=module', '-e', script, place], { encoding: 'utf8' });
    if (result.signal === null) assert.equal(result.status, 0, result.stderr);
    return result.signal;
  }

  const KILLED = "process.kill(process.pid, 'SIGKILL');";
  const found = (name = '.') => readdirSync(at(name)).map((each) => each.replace(/[0-9a-f]{16}/, 'N')).sort(); // prettier-ignore

  it('appears under its name at commit, with all that is in it', () => {
    {
      using directory = createAtomicDirectory(at('all'));
      mkdirSync(directory.path);
      writeFileSync(`${directory.path}/file`, '');
      assert.ok(!existsSync(at('all')));
      directory.commit();
    }
    assert.deepEqual([found(), found('all')], [['all'], ['file']]);
  });

  it('is gone when its scope ends, also what its modes forbid to remove', () => {
    chmodSync(at('.'), 0o777);
    fill(at('all'), '', unprivilegedArgv(NODE));
    assert.deepEqual(found(), []);
  });

  it('removes what a killed process left of the same, and nothing else', () => {
    assert.equal(fill(at('all'), KILLED), 'SIGKILL');
    assert.equal(fill(at('other'), KILLED), 'SIGKILL');
    assert.deepEqual(found(), ['.all.N.partial', '.all.N.partial.d', '.other.N.partial', '.other.N.partial.d']);
    using alive = createAtomicDirectory(at('all'));
    mkdirSync(alive.path);
    mkdirSync(at('.all.partial.d'));
    using next = createAtomicDirectory(at('all'));
    assert.ok(existsSync(alive.path) && !existsSync(next.path));
    const ours = ['.all.N.partial', '.all.N.partial', '.all.N.partial.d', '.all.partial.d'];
    assert.deepEqual(found(), [...ours, '.other.N.partial', '.other.N.partial.d']);
  });

  it("leaves alone what is another user's", () => {
    mkdirSync(at('shared'));
    chmodSync(at('.'), 0o755);
    chmodSync(at('shared'), 0o1777);
    assert.equal(fill(at('shared/all'), KILLED), 'SIGKILL');
    fill(at('shared/all'), 'directory.commit();', unprivilegedArgv(NODE));
    assert.ok(found('shared').includes('all'));
  });

  it('says which directory is not there', () => {
    assert.throws(() => createAtomicDirectory(at('no/where')), opsError('host-file', 'no such file'));
  });
});
