// `npm run docs`, `npm run docs:check`: every generator of a page, after a build. Arguments go to each of them.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const GENERATORS = ['generate-config-docs.mjs', 'generate-error-docs.mjs', 'generate-cli-docs.mjs'];

for (const generator of GENERATORS) {
  const script = path.join(import.meta.dirname, generator);
  const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
