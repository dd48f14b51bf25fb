import { readdir, readFile, stat } from 'node:fs/promises';

/** A process that has a file open. */
export interface FileHolder {
  readonly pid: number;
  /** The program's name, as the kernel keeps it: at most 15 bytes. */
  readonly name: string;
}

/**
 * The processes that have a file open, where /proc tells: on Linux, our own processes, and as root all of them. A file
 * is the same one under every name that it has.
 */
export async function findFileHolders(file: string): Promise<FileHolder[]> {
  const wanted = await identify(file);
  if (wanted === undefined) return [];
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const holders: FileHolder[] = [];
  for (const pid of pids) {
    if (await hasOpen(pid, wanted)) holders.push({ pid: Number(pid), name: await processName(pid) });
  }
  return holders;
}

/** A process that ends while we look, or is somebody else's, holds nothing as far as we can tell. */
async function hasOpen(pid: string, wanted: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const files = await Promise.all(descriptors.map((name) => identify(`${folder}/${name}`)));
  return files.includes(wanted);
}

async function identify(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found && `${found.dev}:${found.ino}`;
}

async function processName(pid: string): Promise<string> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.trim();
}
