import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packWithTar } from '../formats/tar/archives.js';
import type { Answer, LocalServer } from '../oracles/http-server.js';

/** Makes the folder of a package in `directory`, with a program of this machine. @returns its path */
export function makePackage(
  directory: string,
  folder: string,
  manifest: Readonly<Record<string, unknown>> = {},
): string {
  const at = path.join(directory, folder);
  mkdirSync(path.join(at, 'sysroot/etc'), { recursive: true });
  copyFileSync('/bin/cat', path.join(at, 'cat'));
  writeFileSync(path.join(at, 'sysroot/etc/word'), 'of the package');
  const all = { Program: `${folder}/cat`, Args: ['cat'], Language: 'c', Description: 'copies', ...manifest };
  writeFileSync(path.join(at, 'package.manifest'), JSON.stringify(all));
  return at;
}

/** The archive of a package, as `tar czf` makes it. */
export function packPackage(directory: string, folder: string): Uint8Array {
  makePackage(directory, folder);
  const archive = packWithTar(directory, ['-z'], [folder]);
  rmSync(path.join(directory, folder), { recursive: true });
  return archive;
}

/**
 * Puts `eyberg/<name>:1` on a server, and a list with it alone.
 *
 * @param answer what is served in place of the archive
 */
export function publish(
  server: LocalServer,
  name: string,
  archive: Uint8Array,
  answer: Answer | Uint8Array = archive,
): void {
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const entry = {
    namespace: 'eyberg',
    name,
    version: '1',
    language: 'c',
    description: `the ${name}`,
    arch: 'amd64',
    sha256,
  };
  server.answers.set('/manifest.json', Buffer.from(JSON.stringify({ Version: 1, Packages: [entry] })));
  server.answers.set(`/eyberg/${name}/1.tar.gz`, answer);
}
