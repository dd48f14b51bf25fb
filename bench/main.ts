import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runPaired, spread, type Candidate, type Spread } from './measure.js';
import { compareRun } from './run.js';
import { WORKLOADS, type Workload } from './workloads.js';

const OPS = path.resolve(import.meta.dirname, '../src/cli/ops.js');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', short: 'n', default: '7' } },
});
const runs = Number(values.runs);
const chosen = WORKLOADS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

const folder = mkdtempSync(path.join(tmpdir(), 'ops-bench-'));
try {
  if (chosen.length > 0)
    console.log('| workload | ops s | mke2fs s | mke2fs / ops | ops MiB | mke2fs MiB | ops on disk | mke2fs on disk |');
  if (chosen.length > 0) console.log('|-|-|-|-|-|-|-|-|');
  for (const workload of chosen) console.log(compareWorkload(workload));
  if (positionals.length === 0 || positionals.includes('start')) console.log(compareStart());
  if (positionals.length === 0 || positionals.includes('run')) console.log(await describeRun());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** `ops volume create` beside `mke2fs -d`, which also syncs before it ends. */
function compareWorkload(workload: Workload): string {
  const source = path.join(folder, 'source');
  mkdirSync(source);
  workload.make?.(source);
  const fromSource = workload.make ? ['-d', source] : [];

  const home = path.join(folder, 'home');
  const image = path.join(folder, 'mke2fs.raw');
  const ours: Candidate = {
    argv: [process.execPath, OPS, 'volume', 'create', 'bench', '-q', '-s', workload.volumeSize, ...fromSource],
    env: { OPS_HOME: home },
    before: () => {
      rmSync(home, { recursive: true, force: true });
    },
  };
  const theirs: Candidate = {
    argv: ['mke2fs', '-q', '-t', 'ext4', ...fromSource, image, workload.volumeSize],
    before: () => {
      rmSync(image, { force: true });
    },
  };
  const { a, b } = runPaired(ours, theirs, workload.runs ?? runs);
  const ratios = a.map((run, index) => (b[index]?.seconds ?? NaN) / run.seconds);
  const row = [
    `${workload.name}: ${workload.content}`,
    show(spread(a.map((run) => run.seconds))),
    show(spread(b.map((run) => run.seconds))),
    show(spread(ratios), 1),
    show(spread(a.map((run) => run.mebibytes)), 0),
    show(spread(b.map((run) => run.mebibytes)), 0),
    `${allocated(path.join(home, 'volumes'))} MiB`,
    `${allocated(image)} MiB`,
  ];
  rmSync(source, { recursive: true });
  rmSync(home, { recursive: true });
  rmSync(image);
  return `| ${row.join(' | ')} |`;
}

function compareStart(): string {
  const ours: Candidate = { argv: [process.execPath, OPS, '--version'] };
  const floor: Candidate = { argv: [process.execPath, '-e', '0'] };
  const { a, b } = runPaired(ours, floor, Math.max(runs, 15));
  const ratios = a.map((run, index) => run.seconds / (b[index]?.seconds ?? NaN));
  return `\n\`ops --version\` takes ${show(spread(ratios))} times as long as \`node -e 0\` (min / median / max).`;
}

async function describeRun(): Promise<string> {
  const home = process.env['OPS_HOME'] ?? path.join(homedir(), '.ops');
  const { ops, qemu, ratio } = await compareRun(home, runs);
  return `\n\`ops run /bin/echo\`, image and all, to the program's first line: ${show(ops)} s; the same QEMU command with the image there already: ${show(qemu)} s; ${show(ratio)} times.`;
}

function show({ min, median, max }: Spread, digits = 2): string {
  return [min, median, max].map((value) => value.toFixed(digits)).join(' / ');
}

/** Mebibytes that a file, or the files of a folder, take on the disk. */
function allocated(target: string): string {
  const stat = statSync(target);
  const blocks = stat.isDirectory() ? folderBlocks(target) : stat.blocks;
  return ((blocks * 512) / 2 ** 20).toFixed(1);
}

function folderBlocks(directory: string): number {
  return readdirSync(directory).reduce((sum, name) => sum + statSync(path.join(directory, name)).blocks, 0);
}
