import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { TreeEntry } from '../../src/filesystem/entries.js';
import type { ProgramPlan } from '../../src/images/program/program-plan.js';

/** Puts entries into a directory of this machine, as a file-system writer would put them into an image. */
export function materialise(entries: readonly TreeEntry[], directory: string): void {
  for (const entry of entries) {
    const target = path.join(directory, entry.path);
    mkdirSync(path.dirname(target), { recursive: true });
    switch (entry.kind) {
      case 'directory':
        mkdirSync(target, { recursive: true });
        chmodSync(target, entry.mode ?? 0o755);
        break;
      case 'bytes':
        writeFileSync(target, entry.bytes, { mode: entry.mode ?? 0o644 });
        break;
      case 'symlink':
        rmSync(target, { force: true });
        symlinkSync(entry.target, target);
        break;
      case 'host':
        copyHost(entry.hostPath, target, entry.follow ?? true);
        break;
    }
  }
}

function copyHost(hostPath: string, target: string, follow: boolean): void {
  const stats = follow ? statSync(hostPath) : lstatSync(hostPath);
  if (stats.isFile()) copyFileSync(hostPath, target);
  else cpSync(hostPath, target, { recursive: true, verbatimSymlinks: true });
}

/**
 * Runs what a plan says in `directory` as its root, with /proc there, as a guest has it: this machine's kernel and the
 * guest's own loader. unshare(1) gives a program its path as argv[0]; only what stands after it is ours to choose.
 */
export function runInside(plan: ProgramPlan, directory: string, words: readonly string[] = []) {
  mkdirSync(path.join(directory, 'proc'), { recursive: true });
  const namespaces = ['--mount', '--pid', '--fork', `--root=${directory}`, '--mount-proc'];
  if (process.getuid?.() !== 0) namespaces.unshift('--map-root-user');
  const { status, stdout, stderr, error } = spawnSync(
    '/usr/bin/unshare',
    [...namespaces, plan.path, ...plan.arguments.slice(1), ...words],
    { encoding: 'utf8', env: { PATH: '/usr/local/bin:/usr/bin:/bin', ...plan.environment } },
  );
  if (error) throw error;
  return { status, stdout, stderr };
}
