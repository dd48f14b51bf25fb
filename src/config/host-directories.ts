import { stat } from 'node:fs/promises';
import type { ConfigDocument, Place } from './config-document.js';
import type { ConfigIssue } from './config-issue.js';
import { isHostDirectory } from './configured-mounts.js';
import type { Config } from './generated/config.js';
import { baseDirectory, resolveMountSource } from './host-paths.js';

/** The host directories in `Mounts` of a document that are not there, seen from the merged configuration. */
export async function findMissingDirectories(
  document: ConfigDocument,
  config: Config,
  directory: string,
): Promise<ConfigIssue[]> {
  const base = baseDirectory(config, directory);
  const found = await Promise.all(
    [...document.places.values()].filter(isHostDirectoryMount).map(async (place) => {
      const source = String(place.path[1]);
      const status = await stat(resolveMountSource(source, base)).catch(() => undefined);
      if (status?.isDirectory()) return [];
      const why = status ? 'is not a directory' : 'is a host directory that does not exist';
      return [document.source.issueAt(place.key, place.path, `"${source}" ${why}`)];
    }),
  );
  return found.flat();
}

function isHostDirectoryMount({ path }: Place): boolean {
  return path.length === 2 && path[0] === 'Mounts' && isHostDirectory(String(path[1]));
}
