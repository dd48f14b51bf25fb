import { lstatSync, readdirSync, readFileSync, readlinkSync, type BigIntStats } from 'node:fs';
import { crc32 } from 'node:zlib';

/** In nanoseconds. */
const SECOND = 1_000_000_000n;

/** What `fixtures/programs/list-tree.c` prints of a directory, found out by Node.js. */
export function listHostTree(directory: string): string[] {
  return list(Buffer.from(directory), Buffer.from('.'));
}

function list(path: Buffer, shown: Buffer): string[] {
  const stats = lstatSync(path, { bigint: true });
  const line = describe(path, shown, stats);
  if (!stats.isDirectory()) return [line];
  const names = readdirSync(path, { encoding: 'buffer' }).sort((a, b) => Buffer.compare(a, b));
  return [line, ...names.flatMap((name) => list(join(path, name), join(shown, name)))];
}

function describe(path: Buffer, shown: Buffer, stats: BigIntStats): string {
  const mode = (Number(stats.mode) & 0o7777).toString(8);
  const links = stats.isDirectory() ? '-' : String(stats.nlink);
  // They count on from the second also before 1970.
  const part = ((stats.mtimeNs % SECOND) + SECOND) % SECOND;
  const seconds = (stats.mtimeNs - part) / SECOND;
  const nanoseconds = String(part).padStart(9, '0');
  return [
    ...[escapeBytes(shown), typeOf(stats), mode, `${stats.uid}:${stats.gid}`, links, `${seconds}.${nanoseconds}`],
    ...contentOf(path, stats),
  ].join(' ');
}

function typeOf(stats: BigIntStats): string {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isSocket()) return 'socket';
  return stats.isBlockDevice() ? 'block-device' : 'character-device';
}

function contentOf(path: Buffer, stats: BigIntStats): string[] {
  if (stats.isSymbolicLink()) return [escapeBytes(readlinkSync(path, { encoding: 'buffer' }))];
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return [deviceNumbers(stats)];
  if (!stats.isFile()) return [];
  return [String(stats.size), crc32(readFileSync(path)).toString(16).padStart(8, '0')];
}

/** As makedev(3) of the GNU and musl C libraries puts them together. */
function deviceNumbers({ rdev }: BigIntStats): string {
  const major = ((rdev >> 32n) & ~0xfffn) | ((rdev >> 8n) & 0xfffn);
  const minor = ((rdev >> 12n) & ~0xffn) | (rdev & 0xffn);
  return `${major}:${minor}`;
}

function join(directory: Buffer, name: Buffer): Buffer {
  return Buffer.concat([directory, Buffer.from('/'), name]);
}

/** As the program writes names: what is not printable ASCII, spaces and percent signs as %XX. */
export function escapeBytes(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll(/[^!-$&-~]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
