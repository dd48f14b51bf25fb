import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { OpsError, type ErrorCode } from '../../../src/core/errors.js';
import type { ProgramPlan, ProgramRequest } from '../../../src/images/program/program-plan.js';
import { resolveProgram } from '../../../src/images/program/resolve-program.js';
import type { Workshop } from '../../formats/elf/samples.js';
import { materialise, runInside } from '../guest-tree.js';

/** Resolves `program` with the search path of these tests. */
export function resolve(program: string, request: Partial<ProgramRequest> = {}): ProgramPlan {
  return resolveProgram({ program, workingDirectory: '/', ...request });
}

/** Guest path -> file of this machine, for the files of a plan. */
export function hostFiles(plan: ProgramPlan): Map<string, string> {
  return new Map(plan.entries.flatMap((entry) => (entry.kind === 'host' ? [[entry.path, entry.hostPath]] : [])));
}

/** What the loader itself maps for files that we trust, links resolved. */
export function ldd(...files: readonly string[]): string[] {
  const output = execFileSync('ldd', files, { encoding: 'utf8' });
  const paths = output.split('\n').flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
  return [...new Set(paths.map((found) => realpathSync(found)))].sort();
}

/** Libraries that are taken along for name lookups and threads, whether or not a program is linked to them. */
const OPENED_AT_RUN_TIME = /\/(?:libnss_\w+|libresolv|libgcc_s)[.-]/;

/** The libraries of a plan that `ldd` can know about. */
export function linkedLibraries(plan: ProgramPlan, known: readonly string[]): string[] {
  const files = [...hostFiles(plan).values()].filter((file) => /\.so\b/.test(file));
  return [...new Set(files.filter((file) => known.includes(file) || !OPENED_AT_RUN_TIME.test(file)))].sort();
}

/** Puts a plan into a root of its own below the workshop and runs it there. */
export function tryPlan(plan: ProgramPlan, workshop: Workshop, words: readonly string[] = []) {
  const root = path.join(workshop.directory, `root-${tries++}`);
  mkdirSync(root);
  materialise(plan.entries, root);
  return runInside(plan, root, words);
}

let tries = 0;

/** Asserts that `action` fails with `code`; gives the error. */
export function failure(code: ErrorCode, action: () => unknown): OpsError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof OpsError, String(error));
    assert.equal(error.code, code, error.message);
    return error;
  }
  assert.fail(`nothing was thrown, expected ${code}`);
}
