// `npm run quickstart`: from a fresh clone to a web program in a real guest that serves files of a volume.
// Uses the home that `ops` would use ($OPS_HOME or ~/.ops), and leaves there the kernel alone.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { installKernel, NODE, OPS, opsHome, ROOT, run, setUp, step } from './setup.mjs';

const VOLUME = `quickstart-${process.pid}`;

await setUp({ assumeYes: process.argv.includes('-y') });
installKernel();

step(`a volume from fixtures/site   $ ops volume create ${VOLUME} -s 64m -d ./fixtures/site`);
ops('volume', 'create', VOLUME, '-s', '64m', '-d', './fixtures/site');
process.on('exit', () => spawnSync(NODE, [OPS, 'volume', 'delete', VOLUME, '-y', '-q'], { stdio: 'ignore' }));
ops('volume', 'list');

const port = await freePort();
const program = './fixtures/webapp/server.js';
step(`a web program with it   $ ops run ${program} --mounts ${VOLUME}:/srv -p ${port}:8080`);
const server = spawn(NODE, [OPS, 'run', program, '--mounts', `${VOLUME}:/srv`, '-p', `${port}:8080`], {
  cwd: ROOT,
  stdio: ['ignore', 'inherit', 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
const ended = once(server, 'exit');
const page = await Promise.race([fetchPage(`http://127.0.0.1:${port}/`), ended.then(() => undefined)]);
if (page === undefined) fail('the guest ended before it served a page');

step(`the page that it serves   $ curl http://127.0.0.1:${port}/`);
process.stdout.write(`${page.split('\n').slice(0, 12).join('\n')}\n`);

step('Ctrl-C');
server.kill('SIGINT');
const [code] = await ended;
if (code !== 0) fail(`ops run ended with exit code ${code}`);

step(`the mounts of a guest   $ ops run /bin/cat -a /proc/mounts --mounts ${VOLUME}:/srv:ro`);
ops('run', '/bin/cat', '-a', '/proc/mounts', '--mounts', `${VOLUME}:/srv:ro`);

step(`clean up   $ ops volume delete ${VOLUME}`);
ops('volume', 'delete', VOLUME, '-y');

step('done');
process.stderr.write(`   the kernel stays in ${path.join(opsHome(), 'kernels')}\n`);
process.stderr.write(
  `   to type the commands yourself:  export PATH="${path.join(ROOT, 'node_modules/.bin')}:$PATH"\n`,
);

function ops(...args) {
  run(NODE, [OPS, ...args]);
}

/** The first answer of the server; the guest needs some seconds to boot, and what is sent before that is lost. */
async function fetchPage(url) {
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
      if (response.ok) return await response.text();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  return undefined;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function fail(text) {
  process.stderr.write(`   ${text}\n`);
  process.exit(1);
}
