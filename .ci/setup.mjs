// Brings a machine to where the project builds and runs: host packages, npm packages, the build, a guest kernel.
// Plain JavaScript that an old Node can run: it is what brings the new one.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';

export const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
export const NODE = path.join(ROOT, 'node_modules/.bin/node');
export const OPS = path.join(ROOT, 'dist/src/cli/ops.js');

/** A program or a file that is needed, and the Debian package that has it. */
const TO_RUN = [
  ['qemu-system-x86_64', 'qemu-system-x86'],
  ['qemu-img', 'qemu-utils'],
  ['musl-gcc', 'musl-tools'],
  ['dpkg-deb', 'dpkg'],
  ['setpriv', 'util-linux'],
  ['flock', 'util-linux'],
];
const TO_TEST = [
  ['mke2fs', 'e2fsprogs'],
  ['debugfs', 'e2fsprogs'],
  ['gcc', 'gcc'],
  ['/usr/include/stdio.h', 'libc6-dev'],
  ['python3', 'python3'],
  ['unshare', 'util-linux'],
  ['cpio', 'cpio'],
  ['xz', 'xz-utils'],
  ['zstd', 'zstd'],
  ['curl', 'curl'],
  ['ldd', 'libc-bin'],
  ['sfdisk', 'fdisk'],
  ['sgdisk', 'gdisk'],
  ['fsck.fat', 'dosfstools'],
  ['mcopy', 'mtools'],
  ['/usr/share/ovmf/OVMF.fd', 'ovmf'],
];

export function step(text) {
  process.stderr.write(`\n== ${text}\n`);
}

/** Runs a program with its output shown; ends this process with its exit code when it fails. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { stdio: 'inherit', cwd: ROOT, ...options });
  if (result.status !== 0) {
    process.stderr.write(`${[program, ...args].join(' ')}: ${result.error?.message ?? `exit code ${result.status}`}\n`);
    process.exit(result.status || 1);
  }
  return result;
}

/** @param {{ tests?: boolean, assumeYes?: boolean }} options */
export async function setUp(options = {}) {
  const assumeYes = options.assumeYes || Boolean(process.env.CI);
  step('host packages');
  await installHostPackages([...TO_RUN, ...(options.tests ? TO_TEST : [])], assumeYes);
  step('npm packages');
  installNpmPackages();
  step('build');
  run('npm', ['run', '--silent', 'build']);
}

async function installHostPackages(needed, assumeYes) {
  const missing = needed.filter(([program]) => !isInstalled(program));
  if (missing.length === 0) return say(`all there (${needed.length} looked for)`);
  const packages = [...new Set(missing.map(([, name]) => name))];
  say(`missing: ${missing.map(([program, name]) => `${program} (${name})`).join(', ')}`);
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
  const command = [...asRoot, 'apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  if (!isInstalled('apt-get'))
    return fail(`this is not a Debian system: install ${packages.join(', ')} by its own means`);
  if (asRoot.length > 0 && !isInstalled('sudo')) return fail(`as root, type: ${command.slice(1).join(' ')}`);
  if (!assumeYes && !(await ask(`Install ${packages.join(', ')} with apt-get?`))) {
    return fail(`nothing was installed; to do it by hand, type: ${command.join(' ')}`);
  }
  // What dpkg says of every package is left out; what went wrong is on stderr.
  const environment = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['inherit', 'ignore', 'inherit'],
  };
  const [program, ...prefix] = [...asRoot, 'apt-get'];
  run(program, [...prefix, 'update', '-qq'], environment);
  run(command[0], [...command.slice(1, -packages.length), '-qq', ...packages], environment);
}

function installNpmPackages() {
  const lock = path.join(ROOT, 'package-lock.json');
  const installed = path.join(ROOT, 'node_modules/.package-lock.json');
  const current = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  if (current && works(NODE)) return say('all there');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (!works(NODE)) {
    // npm may have been told not to run install scripts; the package's own script only links the right binary.
    run(process.execPath, ['installArchSpecificPackage.js'], { cwd: path.join(ROOT, 'node_modules/node') });
  }
}

/** Installs a guest kernel into the home unless one is there already. */
export function installKernel(environment = process.env) {
  step('guest kernel');
  run(NODE, [OPS, 'kernel', 'install', '--if-missing'], { env: environment });
}

export function opsHome() {
  return process.env.OPS_HOME || path.join(homedir(), '.ops');
}

function works(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

function isInstalled(program) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  if (path.isAbsolute(program)) return existsSync(program);
  return folders.some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function ask(question) {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function say(text) {
  process.stderr.write(`   ${text}\n`);
}

function fail(text) {
  process.stderr.write(`   ${text}\n`);
  process.exit(1);
}
