import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The project's root, whatever the working directory. */
export const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** A directory for one suite, gone with it. */
export class Workshop implements Disposable {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'ops-elf-'));

  /** Compiles C text with `compiler` into `name`; its path. */
  compile(name: string, source: string, options: readonly string[] = [], compiler = 'gcc'): string {
    const file = path.join(this.directory, name);
    execFileSync(compiler, ['-x', 'c', '-', '-x', 'none', '-o', file, ...options], {
      input: source,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    return file;
  }

  /** Compiles `fixtures/programs/<name>.c`. */
  compileFixture(name: string, options: readonly string[] = [], compiler = 'gcc'): string {
    return this.compile(name, readFileSync(path.join(ROOT, `fixtures/programs/${name}.c`), 'utf8'), options, compiler);
  }

  write(name: string, text: string | Uint8Array, mode = 0o755): string {
    const file = path.join(this.directory, name);
    writeFileSync(file, text, { mode });
    return file;
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
