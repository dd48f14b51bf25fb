import type { NodeName } from './node-name.js';

/** The file or files behind a disk. Paths are absolute. */
export type DiskImage =
  | { readonly format: 'raw'; readonly file: string }
  /** Holds what differs from `backing`, which is opened read-only and may be shared by any number of machines. */
  | { readonly format: 'qcow2'; readonly file: string; readonly backing?: DiskImage };

const DISCARD = { discard: 'unmap' } as const;

/** A block node as `-blockdev` and QMP's `blockdev-add` both take it (`BlockdevOptions` of QEMU's QAPI schema). */
export interface BlockNode {
  readonly driver: 'raw' | 'qcow2';
  readonly 'node-name'?: NodeName;
  readonly 'read-only'?: boolean;
  readonly discard?: 'unmap';
  readonly file: { readonly driver: 'file'; readonly filename: string; readonly discard?: 'unmap' };
  readonly backing?: BlockNode;
}

/**
 * The node that opens `image`. What the guest discards is punched out of the file, so that a sparse file stays sparse:
 * both the format and the file must be told. A read-only node takes no write lock.
 */
export function blockNode(image: DiskImage, name: NodeName, options: { readonly readOnly: boolean }): BlockNode {
  return { 'node-name': name, ...openImage(image, options.readOnly) };
}

/** The value of `-blockdev`: JSON, which needs no escapes. */
export function renderBlockNode(node: BlockNode): string {
  return JSON.stringify(node);
}

function openImage(image: DiskImage, readOnly: boolean): BlockNode {
  const access = readOnly ? { 'read-only': true } : DISCARD;
  const file = { driver: 'file', filename: image.file, ...(readOnly ? {} : DISCARD) } as const;
  if (image.format === 'raw' || image.backing === undefined) return { driver: image.format, ...access, file };
  return { driver: 'qcow2', ...access, file, backing: openImage(image.backing, true) };
}
