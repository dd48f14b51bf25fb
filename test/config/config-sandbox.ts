import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OpsError } from '../../src/core/errors.js';
import type { ConfigIssue } from '../../src/config/config-issue.js';
import { type LoadConfigRequest, type LoadedConfig, loadConfig } from '../../src/config/load-config.js';

export const FIXTURES = path.resolve(import.meta.dirname, '../../../fixtures/config');

/** A directory of its own with configuration files in it; its `home` has no `.opsrc` until one is written. */
export class ConfigSandbox {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'ops-config-'));

  write(name: string, content: string | Uint8Array | object): string {
    const file = path.join(this.directory, name);
    writeFileSync(
      file,
      typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
    );
    return file;
  }

  load(request: Partial<LoadConfigRequest> = {}): Promise<LoadedConfig> {
    return loadConfig({ env: {}, homeDirectory: this.directory, cwd: this.directory, ...request });
  }

  /** Loads `content` as config.json. */
  loadText(content: string | Uint8Array | object, request: Partial<LoadConfigRequest> = {}): Promise<LoadedConfig> {
    this.write('config.json', content);
    return this.load({ path: 'config.json', ...request });
  }

  /** The error that loading `content` ends in. */
  async failure(content: string | Uint8Array | object, request: Partial<LoadConfigRequest> = {}): Promise<OpsError> {
    return failureOf(this.loadText(content, request));
  }

  /** The mistakes in `content`, each as `line:column path message`. */
  async mistakes(content: string | Uint8Array | object, request: Partial<LoadConfigRequest> = {}): Promise<string[]> {
    const error = await this.failure(content, request);
    return issuesOf(error).map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);
  }

  dispose(): void {
    rmSync(this.directory, { recursive: true });
  }
}

export async function failureOf(promise: Promise<unknown>): Promise<OpsError> {
  const outcome = await promise.catch((error: unknown) => error);
  if (outcome instanceof OpsError) return outcome;
  throw new Error('expected an OpsError', { cause: outcome });
}

export function issuesOf(error: OpsError): readonly ConfigIssue[] {
  return error.details['issues'] as readonly ConfigIssue[];
}
