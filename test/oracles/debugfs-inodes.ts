import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What `debugfs stat` says of an inode, in its own words. */
export interface InodeFacts {
  readonly type: string;
  /** Permissions in octal digits. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly links: number;
  /** Seconds and, where the inode has them, the extra word, in hexadecimal: `ctime`, `atime`, `mtime`, `crtime`. */
  readonly times: ReadonlyMap<string, string>;
  /** Major and minor: `01:03`. */
  readonly device: string | undefined;
  /** Names and lengths of values. */
  readonly attributes: ReadonlyMap<string, number>;
}

/** Runs many commands of `debugfs` in one process. @returns the output of each, bytes in latin1 */
export function debugfsBatch(image: string, commands: readonly string[], flags: readonly string[] = []): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'debugfs-'));
  try {
    const script = path.join(folder, 'commands');
    writeFileSync(script, commands.map((command) => `${command}\n`).join(''), 'latin1');
    const result = spawnSync('debugfs', [...flags, '-f', script, image], { encoding: 'latin1', maxBuffer: 2 ** 30 });
    if (result.error) throw new Error('debugfs did not run', { cause: result.error });
    const complaints = result.stderr.replace(/^debugfs \d.*\n/, '');
    if (result.status !== 0 || complaints !== '') throw new Error(`debugfs: ${complaints}`);
    return result.stdout
      .split(/^debugfs: /m)
      .slice(1)
      .map((output) => output.slice(output.indexOf('\n') + 1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function statInodes(image: string, inodes: readonly number[]): InodeFacts[] {
  return debugfsBatch(image, inodes.map((inode) => `stat <${inode}>`)).map(parseFacts); // prettier-ignore
}

/** The names and inodes of each directory, without `.` and `..`. */
export function listDirectories(image: string, inodes: readonly number[]): Map<string, number>[] {
  return debugfsBatch(image, inodes.map((inode) => `ls -p <${inode}>`)).map(parseNames); // prettier-ignore
}

function parseNames(output: string): Map<string, number> {
  const entries = output.matchAll(/^\/(\d+)\/\d+\/-?\d+\/-?\d+\/([^/]+)\/\d*\/$/gm);
  const names = Array.from(entries, ([, inode, name]) => [name!, Number(inode)] as const);
  return new Map(names.filter(([name, inode]) => inode !== 0 && name !== '.' && name !== '..'));
}

function parseFacts(output: string): InodeFacts {
  const word = (pattern: RegExp): string => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`debugfs stat says no ${String(pattern)}:\n${output}`);
    return found;
  };
  const attributes = output.split('Extended attributes:\n')[1] ?? '';
  return {
    type: word(/Type: (.*?) +Mode:/),
    mode: word(/Mode: +0*(\d+)/),
    uid: Number(word(/User: +(-?\d+)/)) >>> 0,
    gid: Number(word(/Group: +(-?\d+)/)) >>> 0,
    size: Number(/Size: (\d+)/.exec(output)?.[1] ?? 0),
    links: Number(word(/Links: (\d+)/)),
    times: new Map(
      Array.from(output.matchAll(/^ ?(c|a|m|cr)time: 0x([0-9a-f:]+) --/gm), ([, kind, time]) => [kind!, time!]),
    ),
    device: /Device major\/minor number: (\S+)/.exec(output)?.[1],
    attributes: new Map(
      Array.from(attributes.matchAll(/^ {2}(.+?) \((\d+)\)/gm), ([, name, length]) => [
        parseAttributeName(name!),
        Number(length),
      ]),
    ),
  };
}

/** Names that are not printable ASCII are shown as bytes in hexadecimal, each with a space behind it. */
function parseAttributeName(shown: string): string {
  return /^([0-9a-f]{2} )+$/.test(shown) ? Buffer.from(shown.replaceAll(' ', ''), 'hex').toString() : shown;
}
