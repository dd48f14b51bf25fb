import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Protocol } from './ports.js';

/** A process that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  /** The program's name, as the kernel keeps it: at most 15 bytes. */
  readonly name: string;
}

/** `st` of a socket that waits for others, in /proc/net: TCP_LISTEN, and TCP_CLOSE for a bound UDP socket. */
const WAITING_STATE = { tcp: '0A', udp: '07' } as const;

/**
 * The process that listens on a local port, where /proc tells: on Linux, for our own processes or as root.
 * Source: Linux, Documentation/networking/proc_net_tcp.rst.
 */
export async function findPortHolder(port: number, protocol: Protocol): Promise<PortHolder | undefined> {
  const inodes = new Set<string>();
  for (const table of [protocol, `${protocol}6`]) {
    const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
    for (const inode of listeningInodes(text, port, WAITING_STATE[protocol])) inodes.add(`socket:[${inode}]`);
  }
  if (inodes.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (await holdsAny(pid, inodes)) return { pid: Number(pid), name: await processName(pid) };
  }
  return undefined;
}

/** Columns: `sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode`, addresses `<hex>:<hex port>`. */
export function listeningInodes(table: string, port: number, state: string): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , found]) => local.endsWith(suffix) && found === state)
    .map((columns) => columns[9] ?? '');
}

/** A process that ends while we look, or is somebody else's, holds nothing as far as we can tell. */
async function holdsAny(pid: string, links: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const targets = await Promise.all(descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return targets.some((target) => links.has(target));
}

async function processName(pid: string): Promise<string> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.trim();
}
