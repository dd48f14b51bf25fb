// `npm test`: sets the machine up, then runs every test, real guests included. Arguments go to mocha.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { NODE, ROOT, setUp, step } from './setup.mjs';

const { argv } = process;
await setUp({ tests: true, assumeYes: argv.includes('-y') });
step('tests');
const mocha = path.join(ROOT, 'node_modules/mocha/bin/mocha.js');
const args = argv.slice(2).filter((argument) => argument !== '-y');
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
const result = spawnSync(NODE, [mocha, ...args], { cwd: ROOT, stdio: 'inherit', env: environment });
process.exit(result.status ?? 1);
