import assert from 'node:assert/strict';
import { useOpsHome } from './ops-home.js';
import { spawnOps } from './spawn-ops.js';

/** Prints every module that is loaded from a file, one a line, on standard error. */
const TELL_LOADED = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  import { writeSync } from 'node:fs';
  registerHooks({ load: (url, context, next) => { if (url.startsWith('file:')) writeSync(2, url + '\\n'); return next(url, context); } });
`)}`;

describe('what a command loads', () => {
  const at = useOpsHome();
  const loadedBy = async (...argv: string[]): Promise<string[]> => {
    const { code, stderr } = await spawnOps(at.home.directory, argv, [process.execPath, '--import', TELL_LOADED]).ended;
    assert.equal(code, 0, stderr);
    return stderr.split('\n').filter((line) => line.startsWith('file:'));
  };

  it('is little for ops volume list', async () => {
    const loaded = await loadedBy('volume', 'list');
    assert.ok(
      loaded.some((url) => url.endsWith('/commands/volume/list.js')),
      'the hook sees what is loaded',
    );
    const heavy =
      /node_modules\/(?!yargs)|\/images\/program\/|\/guests\/.*\/kernels\/|\/generated\/validate|terminal-table|\/commands\/run\.js/;
    assert.deepEqual(
      loaded.filter((url) => heavy.test(url)),
      [],
    );
  });

  it('is next to nothing for ops --version', async () => {
    assert.ok((await loadedBy('--version')).length <= 4);
  });
});
