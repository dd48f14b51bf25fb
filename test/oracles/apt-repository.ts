import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A package of the repository: the files under `root`, or none for one that only depends on others. */
export interface RepositoryPackage {
  readonly name: string;
  readonly version?: string;
  readonly depends?: readonly string[];
  readonly root?: string;
}

/**
 * Makes a package repository in `directory` and an apt that knows nothing else.
 *
 * @returns the file for `$APT_CONFIG`
 */
export function writeAptRepository(directory: string, packages: readonly RepositoryPackage[]): string {
  const folders = ['lists/partial', 'cache/archives/partial', 'etc', 'pool', 'build'];
  for (const name of folders) mkdirSync(path.join(directory, name), { recursive: true });
  const paragraphs = packages.map((entry) => buildPackage(directory, entry));
  writeFileSync(path.join(directory, 'Packages'), paragraphs.join('\n'));
  writeFileSync(path.join(directory, 'sources.list'), `deb [trusted=yes] file:${directory} ./\n`);
  writeFileSync(path.join(directory, 'status'), '');
  const config = path.join(directory, 'apt.conf');
  const settings = {
    'Dir::State': directory,
    'Dir::State::lists': path.join(directory, 'lists'),
    'Dir::State::status': path.join(directory, 'status'),
    'Dir::Cache': path.join(directory, 'cache'),
    'Dir::Etc': path.join(directory, 'etc'),
    'Dir::Etc::sourcelist': path.join(directory, 'sources.list'),
    'APT::Architecture': 'amd64',
    'APT::Sandbox::User': 'root',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`);
  writeFileSync(config, lines.join(''));
  run('apt-get', ['-q', 'update'], config);
  return config;
}

/** @returns its paragraph of the list of packages */
function buildPackage(directory: string, entry: RepositoryPackage): string {
  const { name, version = '1.0', depends = [] } = entry;
  const root = entry.root ?? path.join(directory, 'build', name);
  const control = [
    `Package: ${name}`,
    `Version: ${version}`,
    'Architecture: amd64',
    'Maintainer: A Test <test@example.org>',
    'Description: made for a test',
    ...(depends.length > 0 ? [`Depends: ${depends.join(', ')}`] : []),
  ];
  mkdirSync(path.join(root, 'DEBIAN'), { recursive: true });
  writeFileSync(path.join(root, 'DEBIAN/control'), `${control.join('\n')}\n`);
  const file = path.join('pool', `${name}_${version}_amd64.deb`);
  run('dpkg-deb', ['--build', '--root-owner-group', '-Zgzip', root, path.join(directory, file)]);
  const bytes = readFileSync(path.join(directory, file));
  const hash = createHash('sha256').update(bytes).digest('hex');
  return [...control, `Filename: ./${file}`, `Size: ${bytes.length}`, `SHA256: ${hash}`, ''].join('\n');
}

function run(program: string, args: readonly string[], aptConfig?: string): void {
  const env = aptConfig === undefined ? process.env : { ...process.env, APT_CONFIG: aptConfig };
  const ended = spawnSync(program, args, { encoding: 'utf8', env });
  if (ended.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ended.stderr}`);
}
