import { spawnSync } from 'node:child_process';

/** The partitioning tools of other people as judges. One that is missing throws, so that no test passes without it. */

/** A table as `sfdisk -J` tells it. Places are sectors. */
export interface ToldTable {
  readonly label: string;
  readonly id: string;
  readonly firstlba?: number;
  readonly lastlba?: number;
  readonly sectorsize: number;
  readonly partitions?: readonly ToldPartition[];
}

export interface ToldPartition {
  readonly start: number;
  readonly size: number;
  readonly type: string;
  readonly uuid?: string;
  readonly name?: string;
  readonly bootable?: boolean;
}

function run(tool: string, args: readonly string[]): string {
  const result = spawnSync(tool, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  if (result.error) throw new Error(`${tool} did not run: ${result.error.message}`, { cause: result.error });
  const output = result.stdout + result.stderr;
  if (result.status !== 0) throw new Error(`${tool} ${args.join(' ')} ended with ${result.status}:\n${output}`);
  return output;
}

export function tellTable(disk: string): ToldTable {
  const told = JSON.parse(run('sfdisk', ['-J', disk])) as { readonly partitiontable: ToldTable };
  return told.partitiontable;
}

/** What `sfdisk --verify` says. */
export function verifyTable(disk: string): string {
  return run('sfdisk', ['--verify', disk]).trim();
}

/** What `sgdisk --verify` says of a GUID partition table. */
export function verifyGpt(disk: string): string {
  return run('sgdisk', ['--verify', disk]);
}

/** What `fdisk --list` says of a disk with sectors of `sectorSize` bytes. */
export function listTable(disk: string, sectorSize: number): string {
  return run('fdisk', ['--sector-size', String(sectorSize), '--list', disk]);
}
