import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseSize } from '../src/core/size.js';
import { ratios, runInTurn, show, spread, type Candidate } from './measure.js';
import type { Workload } from './workloads.js';

const OPS = path.resolve(import.meta.dirname, '../src/cli/ops.js');
const GENEXT2FS_BLOCK = 4096;

/** Something that makes one file of a directory. */
interface VolumeMaker extends Candidate {
  readonly name: string;
  readonly output: string;
}

export const HEADING = [
  '| workload | made by | runs | s | times as long as ops | CPU s | MiB of memory | MiB on disk |',
  '|-|-|-|-|-|-|-|-|',
].join('\n');

/** Runs `ops volume create` and what else can do the workload in turn. @returns rows of the table */
export function compareVolumeMakers(workload: Workload, source: string, folder: string, times: number): string {
  const makers = volumeMakers(workload, source, folder);
  const runs = runInTurn(makers, times);
  const rows = makers.map((maker, index) => {
    const [ours = [], own = []] = [runs[0], runs[index]];
    return [
      index === 0 ? `${workload.name}: ${workload.content}` : '',
      maker.name,
      String(own.length),
      show(spread(own.map((run) => run.seconds))),
      index === 0 ? '' : show(ratios(ours, own), 1),
      show(spread(own.map((run) => run.cpuSeconds))),
      show(spread(own.map((run) => run.mebibytes)), 0),
      allocated(maker.output).toFixed(1),
    ];
  });
  for (const { output } of makers) rmSync(output, { recursive: true });
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** `ops` first. It and `mke2fs` sync before they end, `genext2fs` (ext2, without a journal) and `tar` do not. */
function volumeMakers({ volumeSize, make, others = {} }: Workload, source: string, folder: string): VolumeMaker[] {
  const home = path.join(folder, 'home');
  const toFile = (name: string, argvFor: (output: string) => string[], runs = Infinity): VolumeMaker[] => {
    const output = path.join(folder, `${name}.out`);
    const before = (): void => {
      rmSync(output, { force: true });
    };
    return runs === 0 ? [] : [{ name, output, argv: argvFor(output), before, most: runs }];
  };
  const ours: VolumeMaker = {
    name: 'ops',
    output: path.join(home, 'volumes'),
    argv: [process.execPath, OPS, 'volume', 'create', 'bench', '-q', '-s', volumeSize, ...(make ? ['-d', source] : [])],
    env: { OPS_HOME: home },
    before: () => {
      rmSync(home, { recursive: true, force: true });
    },
  };
  const mke2fs = (output: string): string[] => {
    return ['mke2fs', '-q', '-t', 'ext4', ...(make ? ['-d', source] : []), output, volumeSize];
  };
  const genext2fs = (output: string): string[] => {
    const blocks = String(parseSize(volumeSize) / GENEXT2FS_BLOCK);
    const inodes = String(others.inodes ?? 65_536);
    return ['genext2fs', '-q', '-d', source, '-B', String(GENEXT2FS_BLOCK), '-b', blocks, '-N', inodes, output];
  };
  const tar = (output: string): string[] => ['tar', '-C', source, '-S', '-cf', output, '.'];
  const makers = [...toFile('mke2fs', mke2fs, others.mke2fs), ...toFile('genext2fs', genext2fs, others.genext2fs)];
  return [ours, ...makers, ...(make ? toFile('tar', tar) : [])];
}

/** Mebibytes that a file, or the files of a folder, take on the disk. */
function allocated(target: string): number {
  const stat = statSync(target);
  if (!stat.isDirectory()) return (stat.blocks * 512) / 2 ** 20;
  return readdirSync(target).reduce((sum, name) => sum + allocated(path.join(target, name)), 0);
}
