import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ratios, runInTurn, show } from './measure.js';
import { compareRun } from './run.js';
import { compareVolumeMakers, HEADING } from './volume-makers.js';
import { LARGE_WORKLOADS, WORKLOADS, type Workload } from './workloads.js';

const OPS = path.resolve(import.meta.dirname, '../src/cli/ops.js');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', short: 'n', default: '7' } },
});
const runs = Number(values.runs);
const all = positionals.length === 0;
const chosen = [...WORKLOADS, ...LARGE_WORKLOADS].filter(
  (workload) => positionals.includes(workload.name) || (all && !LARGE_WORKLOADS.includes(workload)),
);

const folder = mkdtempSync(path.join(tmpdir(), 'ops-bench-'));
try {
  if (chosen.length > 0) console.log(HEADING);
  for (const workload of chosen) console.log(measureWorkload(workload));
  if (all || positionals.includes('start')) console.log(compareStart());
  if (all || positionals.includes('run')) console.log(await describeRun());
  console.log(`\nLoad of the last 15 minutes: ${loadavg()[2]?.toFixed(1) ?? ''}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measureWorkload(workload: Workload): string {
  const source = path.join(folder, 'source');
  mkdirSync(source);
  workload.make?.(source);
  const rows = compareVolumeMakers(workload, source, folder, runs);
  rmSync(source, { recursive: true });
  return rows;
}

function compareStart(): string {
  const floor = { argv: [process.execPath, '-e', '0'] };
  const [ours = [], theirs = []] = runInTurn(
    [{ argv: [process.execPath, OPS, '--version'] }, floor],
    Math.max(runs, 15),
  );
  return `\n\`ops --version\` takes ${show(ratios(theirs, ours))} times as long as \`node -e 0\` (min / median / max).`;
}

async function describeRun(): Promise<string> {
  const home = process.env['OPS_HOME'] ?? path.join(homedir(), '.ops');
  const { ops, qemu, ratio } = await compareRun(home, runs);
  return `\n\`ops run /bin/echo\`, image and all, to the program's first line: ${show(ops)} s; the same QEMU command with the image there already: ${show(qemu)} s; ${show(ratio)} times.`;
}
