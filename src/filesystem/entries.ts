/**
 * One thing to put into a tree that is composed by hand: what an image's root is made of. Paths are absolute paths in
 * the guest; missing parents are made (0755, root). A later entry replaces an earlier file; directories merge.
 */
export type TreeEntry = { readonly path: string } & (
  | HostEntry
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mode?: number }
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'directory'; readonly mode?: number }
);

/** A file or a directory (with all below it) of this machine. */
export interface HostEntry {
  readonly kind: 'host';
  readonly hostPath: string;
  /** Copy what a symbolic link at `hostPath` itself points to; links below a directory stay links. Default true. */
  readonly follow?: boolean;
}
