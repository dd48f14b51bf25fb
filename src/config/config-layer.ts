import { type ConfigDocument, readDocument } from './config-document.js';
import type { ConfigFile } from './config-file.js';
import type { ConfigIssue } from './config-issue.js';
import type { Environment } from './expand-variables.js';
import type { Config } from './generated/config.js';

/** What one file says. */
export interface ConfigLayer {
  readonly file: ConfigFile;
  /** Empty when there are issues. */
  readonly config: Config;
  readonly issues: readonly ConfigIssue[];
  /** Missing when the mistakes in the syntax leave nothing to look at. */
  readonly document?: ConfigDocument;
}

export async function readLayer(file: ConfigFile, env: Environment): Promise<ConfigLayer> {
  // Most commands run without any file: what reads one is loaded when there is one.
  const [{ parseJson }, { validateDocument }, { readSchema }] = await Promise.all([
    import('./json-syntax.js'),
    import('./validate.js'),
    import('./schema.js'),
  ]);
  const schema = readSchema();
  const { root, issues } = await parseJson(file.source);
  if (!root) return { file, config: {}, issues };
  const variables = env['ops_render_config'] === 'true' ? env : undefined;
  const document = readDocument(file.source, root, schema, variables);
  const wrong = [...issues, ...document.issues, ...validateDocument(document, schema)];
  return { file, config: wrong.length === 0 ? (document.value as Config) : {}, issues: wrong, document };
}
