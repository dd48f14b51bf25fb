import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Gives every test of the enclosing `describe` a new directory of its own, removed after it. */
export function useTemporaryDirectory(): (...names: string[]) => string {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'ops-test-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return (...names) => path.join(directory, ...names);
}
