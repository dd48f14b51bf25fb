// `npm run build`: types from the schema, TypeScript, the guest's init, and the `ops` command on npm's script path.
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { NODE, OPS, ROOT, run } from './setup.mjs';

for (const generator of ['types', 'validator']) run(NODE, [`.ci/generate-config-${generator}.mjs`]);
run(NODE, [path.join(ROOT, 'node_modules/typescript/bin/tsc')]);
run(NODE, ['.ci/build-init.mjs']);
chmodSync(OPS, 0o755);

const command = path.join(ROOT, 'node_modules/.bin/ops');
rmSync(command, { force: true });
symlinkSync(path.relative(path.dirname(command), OPS), command);
