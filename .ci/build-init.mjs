#!/usr/bin/env node
// Builds the Linux guest's init, a static binary: node .ci/build-init.mjs [output]
// The same sources and compiler make the same bytes, wherever they are built.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = path.join(ROOT, 'src/guests/linux/init');
const COMPILER = 'musl-gcc';
const FLAGS = [
  ...['-std=c11', '-D_GNU_SOURCE', '-Os', '-static', '-Wall', '-Wextra', '-Werror'],
  ...['-fno-pie', '-no-pie', '-fcf-protection=none', '-fno-asynchronous-unwind-tables', '-fno-ident'],
  ...['-ffunction-sections', '-fdata-sections', '-s'],
  '-Wl,--gc-sections,--build-id=none,-z,norelro,-z,noseparate-code',
];

function fail(message) {
  process.stderr.write(`build-init: ${message}\n`);
  process.exit(1);
}

if (process.arch !== 'x64') fail(`the guest is x86-64, and this machine is ${process.arch}`);

const output = path.resolve(process.argv[2] ?? path.join(ROOT, 'dist/guest/init-x86_64'));
const temporary = `${output}.${process.pid}`;
// The linker keeps the order of the sources, so it must not be that of the directory.
const sources = readdirSync(SOURCES)
  .filter((name) => name.endsWith('.c'))
  .sort();

mkdirSync(path.dirname(output), { recursive: true });
const built = spawnSync(COMPILER, [...FLAGS, '-o', temporary, ...sources], { cwd: SOURCES, stdio: 'inherit' });
if (built.error?.code === 'ENOENT') fail(`${COMPILER} is not installed: apt-get install musl-tools`);
if (built.error) fail(built.error.message);
if (built.status !== 0) {
  rmSync(temporary, { force: true });
  fail(`${COMPILER} failed`);
}
chmodSync(temporary, 0o755);
renameSync(temporary, output);
process.stdout.write(`${path.relative(process.cwd(), output)}: ${statSync(output).size} bytes\n`);
