import type { OperationOptions } from '../core/progress.js';
import type { CopiedFiles, StoredFile } from '../core/stored-file.js';

/** The form of an archive; a directory is none. */
export type ExportFormat = 'directory' | 'tar' | 'tar.gz' | 'tar.zst';

export interface CopyOutRequest {
  /** Paths on the disk; `*`, `?`, `[...]` and `**` are patterns. */
  readonly paths: readonly string[];
  /** A path of this machine, absolute: the directory for what is copied, or the name for it. */
  readonly destination: string;
  /** Whether directories are copied, with all that is in them. */
  readonly recursive: boolean;
  /** Whether what symbolic links lead to is copied instead of them. */
  readonly dereference: boolean;
  /** Whether files that are there already give way. */
  readonly replace: boolean;
}

export interface ExportRequest {
  readonly format: ExportFormat;
  /** A path of this machine, absolute. */
  readonly destination: string;
  /** Whether a file that is there already gives way. */
  readonly replace: boolean;
}

/** A file in a tree: how far down, and whether it is the last one in its directory. */
export interface TreeLine {
  readonly file: StoredFile;
  /** 0 for the directory that was asked for. */
  readonly depth: number;
  readonly isLast: boolean;
}

/**
 * The files of a volume or an image that nobody writes. Paths are from its root, with or without a slash before them.
 * All methods throw `source-not-found`, `format-corrupt`, `format-unsupported`, and `source-changed` when somebody wrote
 * to the disk meanwhile.
 */
export interface DiskFiles extends Disposable {
  /** Whether the disk was not unmounted: what its journal holds is read as if it had been. */
  readonly replayed: boolean;
  /** What is in a directory, by name; of another file, the file itself. */
  list(path: string): StoredFile[];
  /** A directory and all below it, depth first. */
  tree(path: string): Iterable<TreeLine>;
  /** The content of files one after another; patterns as in {@link CopyOutRequest}. */
  read(paths: readonly string[]): Iterable<Uint8Array>;
  /** The files that {@link read} reads. */
  find(paths: readonly string[]): StoredFile[];
  /** @throws OpsError `host-file-exists` before anything is written */
  copyOut(request: CopyOutRequest, options: OperationOptions): Promise<CopiedFiles>;
  /** Copies all into one new directory or archive, which appears whole or not at all. */
  exportTo(request: ExportRequest, options: OperationOptions): Promise<CopiedFiles>;
  /** The same as an archive that goes down a pipe. */
  exportInto(
    target: NodeJS.WritableStream,
    format: Exclude<ExportFormat, 'directory'>,
    options: OperationOptions,
  ): Promise<CopiedFiles>;
}
