import { OpsError } from '../core/errors.js';
import { bytes, MIB, type Bytes } from '../core/size.js';
import type { Uuid } from '../core/uuid.js';
import {
  newFilesystem,
  TRAITS,
  type FilesystemChoice,
  type FilesystemKind,
  type FilesystemRecipe,
} from '../filesystem/kinds/index.js';
import { toTimestamp } from '../filesystem/timestamp.js';
import type { DirectoryNode } from '../formats/tree.js';

/** How a file system is made, beside what is in it. Absent: as `mke2fs -t ext4` would. */
export interface FilesystemOptions {
  /** Default: ext4. */
  readonly kind?: FilesystemKind;
  /** At most 16 bytes, 31 on TFS. Default: the name of the volume, where it is no longer. */
  readonly label?: string;
  /** At least so many files can be in it. Not on TFS, nor is what follows. */
  readonly inodes?: number;
  /** Bytes: 1024, 2048 or 4096. */
  readonly blockSize?: number;
  readonly journal?: boolean;
}

/** Room for what the guest will write when the size follows the content: a quarter more, and at least this. */
const MIN_HEADROOM = 16 * MIB;

/** Disks are whole sectors, on every provider. */
const SECTOR_SIZE = 512;

/** The next size that a disk can have. */
export function wholeSectors(size: number): Bytes {
  return bytes(Math.ceil(size / SECTOR_SIZE) * SECTOR_SIZE);
}

/** What a new volume is made with, all but its size. @throws OpsError `usage-invalid` as {@link checkOptions} */
export async function layOut(
  name: string,
  uuid: Uuid,
  created: Date,
  options: FilesystemOptions,
): Promise<FilesystemRecipe> {
  const { kind = 'ext4', label, ...choices } = options;
  checkOptions(options);
  const chosen = label === undefined ? labelOf(name, kind) : Buffer.from(label);
  const given = { ...choices, size: 0, uuid, created: toTimestamp(created), ...(chosen && { label: chosen }) };
  return newFilesystem(kind, given);
}

const CHOICES: Readonly<Record<FilesystemChoice, string>> = {
  inodes: 'number of inodes',
  blockSize: 'size of its blocks',
  journal: 'journal',
};

/** @throws OpsError `usage-invalid` for what a file system of this kind has no place for */
export function checkOptions({ kind = 'ext4', label = '', inodes, blockSize, journal }: FilesystemOptions): void {
  const { labelBytes, choices } = TRAITS[kind];
  const made = { inodes, blockSize, journal: journal === false || undefined };
  for (const choice of ['inodes', 'blockSize', 'journal'] as const) {
    if (made[choice] === undefined || choices.includes(choice)) continue;
    throw new OpsError('usage-invalid', `${kind}: a ${CHOICES[choice]} cannot be chosen`, {
      hint: 'leave it out, or make another file system: --fs ext4',
    });
  }
  const { length } = Buffer.from(label);
  if (length <= labelBytes) return;
  throw new OpsError('usage-invalid', `"${label}" is a label of ${length} bytes, over ${labelBytes}`, {
    hint: `the label of a file system of kind ${kind} has room for ${labelBytes} bytes`,
  });
}

/** The label of a volume that was given none of its own: its name, or nothing where that is too long. */
export function labelOf(name: string, kind: FilesystemKind): Uint8Array | undefined {
  const label = Buffer.from(name);
  return label.length <= TRAITS[kind].labelBytes ? label : undefined;
}

/** @param content bytes of the contents of all files */
export function sizeWithHeadroom(root: DirectoryNode<unknown>, recipe: FilesystemRecipe, content: number): Bytes {
  const needed = recipe.minimumSize(root, Math.max(MIN_HEADROOM, Math.ceil(content / 4)));
  return bytes(Math.ceil(needed / MIB) * MIB);
}
