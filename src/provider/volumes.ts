import type { Loss } from '../core/loss.js';
import type { OperationOptions } from '../core/progress.js';
import type { Bytes } from '../core/size.js';
import type { Uuid } from '../core/uuid.js';
import type { VolumeName } from '../core/volume-name.js';
import type { DiskFiles } from './disk-files.js';

/** The states of a volume, the same on every provider. */
export type VolumeStatus = 'available' | 'attached' | 'error';

/** A volume as `-j` shows it. Properties are only ever added. */
export interface VolumeInfo {
  readonly uuid: Uuid;
  readonly name: string;
  /** The label inside the file system; empty when it has none. */
  readonly label: string;
  readonly status: VolumeStatus;
  readonly filesystem: FilesystemName | null;
  /** Bytes that the guest sees. */
  readonly size: Bytes;
  /** Bytes that files and structures take; null when the file system does not say. */
  readonly used: Bytes | null;
  /** Bytes that the volume takes where it is stored; null when the provider does not say. */
  readonly allocated: Bytes | null;
  /** A path of this machine, or the provider's own id. */
  readonly location: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly provider: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly attachedTo: readonly Attachment[];
}

/** One place where a volume is attached. */
export interface Attachment {
  readonly instance: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly virtualId: number | null;
  /** When it was attached, ISO 8601. */
  readonly since: string;
  /** Whether the instance has it open; otherwise it will when it is started. */
  readonly running: boolean;
}

export interface CreateVolumeRequest {
  readonly name: VolumeName;
  /** Absent: what the content needs and headroom, or the provider's default size without content. */
  readonly size?: Bytes;
  /** What goes into it, later ones over earlier ones. */
  readonly sources?: readonly VolumeSource[];
  /** Patterns, as in `.gitignore`, of what is left out of the sources. */
  readonly exclude?: readonly string[];
  /** Whether the `.opsignore` of a directory is heeded. Default true. */
  readonly ignoreFiles?: boolean;
  /** Who owns every file; the owners of the source when absent. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Random when absent. */
  readonly uuid?: Uuid;
  /** How the file system is made; as `mke2fs -t ext4` would when absent. */
  readonly filesystem?: FilesystemRequest;
  /**
   * The same content and name give the same volume, byte for byte: this is its time of creation and the latest of all
   * times in it, and its UUID follows from its content unless it is given.
   */
  readonly reproducibleAt?: Date;
}

/** Files of this machine for a volume. */
export interface VolumeSource {
  /** A directory, a tar archive (told by its name), or another file; absolute. */
  readonly path: string;
  /** As the user typed it, for messages. */
  readonly shown: string;
  /**
   * Where in the volume, absolute: the directory for the content of a directory or an archive; the path of a file, or
   * with a slash at its end the directory for it.
   */
  readonly destination: string;
}

/** The file systems that volumes have: of Linux guests, and of Nanos guests. */
export const FILESYSTEM_KINDS = ['ext4', 'tfs'] as const;
export type FilesystemName = (typeof FILESYSTEM_KINDS)[number];

export interface FilesystemRequest {
  /** Default: ext4. */
  readonly kind?: FilesystemName;
  /** At most 16 bytes, 31 on TFS; the volume's name when absent, where that is no longer. */
  readonly label?: string;
  /** At least so many files can be in it. Not on TFS, nor is what follows. */
  readonly inodes?: number;
  /** Bytes. */
  readonly blockSize?: number;
  readonly journal?: boolean;
}

/** What was put into a new volume. */
export interface CreatedVolume {
  readonly volume: VolumeInfo;
  readonly files: number;
  /** Bytes of the files' contents. */
  readonly content: Bytes;
  /** What of them the file system cannot hold. */
  readonly losses: readonly Loss[];
}

/** What goes into a volume that there is. */
export type ImportVolumeRequest = Pick<CreateVolumeRequest, 'exclude' | 'ignoreFiles' | 'owner'> & {
  readonly sources: readonly VolumeSource[];
};

/** Files of this machine that are copied into a volume as cp(1) would. */
export interface CopyIntoVolumeRequest {
  readonly copies: readonly {
    /** Absolute. */
    readonly hostPath: string;
    /** As the user typed it; one that ends with `/.` means the content of a directory. */
    readonly shown: string;
    /** An absolute path of the volume: a directory that it goes into, or its new name. */
    readonly destination: string;
  }[];
  /** Whether directories are copied. Default false. */
  readonly recursive?: boolean;
  /** Whether a link that is named is what it leads to. Default: unless recursive. */
  readonly dereference?: boolean;
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** A volume that was changed as a whole. */
export interface ChangedVolume {
  readonly volume: VolumeInfo;
  /** It was not unmounted before; what its journal held was put in its place. */
  readonly recovered: boolean;
  /** What the file system cannot hold of what was to be in it. */
  readonly losses: readonly Loss[];
}

export interface ConvertVolumeRequest {
  readonly filesystem: FilesystemName;
  /** Of a new volume beside the old one. Absent: the volume itself is replaced, with its name and UUID. */
  readonly name?: VolumeName;
  /** Asked before a volume is replaced by one that lacks something; throws when it is not to be. */
  readonly agree?: (losses: readonly Loss[]) => Promise<void>;
}

export interface FilledVolume extends ChangedVolume {
  /** What was put into it. */
  readonly files: number;
  /** Bytes of these files' contents. */
  readonly content: Bytes;
}

export interface RenamedVolume {
  readonly volume: VolumeInfo;
  /** Images that expect a volume of the old name. */
  readonly images: readonly string[];
}

/** Something of a volume that is not as it must be. */
export interface VolumeFinding {
  /** What is wrong in itself, such as `inode 12`. */
  readonly structure: string;
  /** Byte of the volume where it begins. */
  readonly offset: number;
  readonly problem: string;
}

/** What looking at every structure of a volume has found. */
export interface VolumeCheck {
  readonly volume: VolumeInfo;
  /** Nothing was found. */
  readonly clean: boolean;
  /** The first hundred. */
  readonly findings: readonly VolumeFinding[];
  /** Whether there are more. */
  readonly truncated: boolean;
  /** Whether the volume was not unmounted: it was judged as the next mount will have it. */
  readonly replayed: boolean;
}

/** What a provider does with volumes. References are a name, a UUID, a unique prefix of one, or `name:uuid`. */
export interface VolumeFacet {
  /** @throws OpsError `volume-exists`, `volume-too-small`, `source-*` */
  create(request: CreateVolumeRequest, options: OperationOptions): Promise<CreatedVolume>;
  /** Every volume, by name. */
  list(): Promise<VolumeInfo[]>;
  /** @throws OpsError `volume-not-found`, `volume-ambiguous` */
  get(reference: string): Promise<VolumeInfo>;
  /**
   * Opens the files of a volume that nobody writes.
   * @throws OpsError `volume-in-use`, `format-corrupt`, `format-unsupported` and those of {@link get}
   */
  files(reference: string): Promise<DiskFiles>;
  /** Looks at every structure of a volume that nobody writes. @throws OpsError as {@link files} */
  check(reference: string, options: OperationOptions): Promise<VolumeCheck>;
  /** Deletes the volume and all that is in it. @throws OpsError `volume-in-use` and those of {@link get} */
  delete(reference: string): Promise<VolumeInfo>;
  /**
   * Puts files over what is in a volume. This and what follows happens as a whole or not at all.
   * @throws OpsError `volume-in-use`, `volume-too-small`, `format-unsupported`, `source-*` and those of {@link get}
   */
  import(reference: string, request: ImportVolumeRequest, options: OperationOptions): Promise<FilledVolume>;
  /** @throws OpsError as {@link import} does; `source-not-found` also for a directory of the volume */
  copyInto(reference: string, request: CopyIntoVolumeRequest, options: OperationOptions): Promise<FilledVolume>;
  /** Gives a volume another size. @throws OpsError `volume-too-small` and as {@link import} does */
  resize(reference: string, size: Bytes, options: OperationOptions): Promise<ChangedVolume>;
  /** Gives a volume another name. @throws OpsError `volume-exists`, `volume-in-use` and those of {@link get} */
  rename(reference: string, name: VolumeName, options: OperationOptions): Promise<RenamedVolume>;
  /**
   * Writes a volume with another file system, in its place or as a new one.
   * @throws OpsError `volume-too-small`, `volume-exists`, `usage-invalid` for one that has it already, and as
   *   {@link import} does
   */
  convert(reference: string, request: ConvertVolumeRequest, options: OperationOptions): Promise<ChangedVolume>;
}
