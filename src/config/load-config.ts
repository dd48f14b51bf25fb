import path from 'node:path';
import { type ConfigPlaces, readConfigFiles } from './config-file.js';
import { configInvalid } from './config-issue.js';
import { type ConfigLayer, readLayer } from './config-layer.js';
import type { Config } from './generated/config.js';
import { findMissingDirectories } from './host-directories.js';
import { mergeConfig } from './merge-config.js';

export interface LoadConfigRequest extends ConfigPlaces {
  /** Hold it against a file when a host directory of its `Mounts` is not there: for commands that start a machine. */
  readonly requireHostDirectories?: boolean;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Absolute path of the file on top, which is the one given with `-c` if there is one; missing without any file. */
  readonly path?: string;
  /** Where relative paths start from, for `resolveHostPaths`: the directory of the `-c` file, or else `cwd`. */
  readonly directory: string;
}

/**
 * Loads the configuration: the defaults (`$OPS_DEFAULT_CONFIG`, or else `~/.opsrc` if it is there), and over them the
 * file given with `-c`, by the rules of `mergeConfig`. Without any file the configuration is empty.
 *
 * With `ops_render_config=true` in `env`, `$NAME` and `${NAME}` in values are replaced by variables of `env`.
 *
 * @throws OpsError `config-invalid` with all mistakes of a file in `details.issues` (see `ConfigIssue`);
 *   `config-not-found`, `host-file-denied` or `host-file` when a file cannot be read
 */
export async function loadConfig(request: LoadConfigRequest): Promise<LoadedConfig> {
  const files = await readConfigFiles(request);
  const layers = await Promise.all(files.map((file) => readLayer(file, request.env)));
  const config = layers.reduce<Config>((merged, layer) => mergeConfig(merged, layer.config), {});
  const directory = request.path === undefined ? request.cwd : path.dirname(path.resolve(request.cwd, request.path));
  for (const layer of layers) await refuseMistakes(layer, config, directory, request.requireHostDirectories ?? false);
  const top = files.at(-1);
  return { config, directory, ...(top && { path: top.path }) };
}

async function refuseMistakes(layer: ConfigLayer, config: Config, directory: string, mounts: boolean): Promise<void> {
  const missing = mounts && layer.document ? await findMissingDirectories(layer.document, config, directory) : [];
  const issues = [...layer.issues, ...missing];
  if (issues.length > 0) throw configInvalid(layer.file.name, layer.file.path, issues);
}
