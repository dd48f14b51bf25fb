import type { RootContent } from '../../core/root-content.js';
import { checkMounts } from '../../core/mount-rules.js';
import type { Mount } from '../../core/mount.js';
import type { NanosRequest } from '../../core/nanos-request.js';
import { composeTree } from '../../filesystem/compose-tree.js';
import type { TreeContent } from '../../filesystem/host-content.js';
import type { DirectoryNode, Timestamp } from '../../formats/tree.js';
import type { NanosManifest } from '../../guests/nanos/manifest/manifest.js';
import { planMounts } from '../../guests/nanos/manifest/mounts.js';
import { resolveProgram } from '../program/resolve-program.js';
import { guestEnvironment } from '../root/environment.js';
import { rootEntries } from '../root/root-entries.js';
import { userEntries } from '../root/user-entries.js';

/** What only images for Nanos have. */
export interface NanosSettings extends Omit<NanosRequest, 'release'> {
  /** True for images that run on this machine: see `NanosManifest`. */
  readonly debugExit: boolean;
}

export interface ComposeNanosOptions {
  readonly hostname: string;
  /** Of the release, as the program finds it in `NANOS_VERSION`. */
  readonly nanosVersion: string;
  readonly settings: NanosSettings;
  readonly now: Timestamp;
  readonly signal?: AbortSignal | undefined;
}

/** A root that has been worked out and not been written. Its mount points are made when the disk is planned. */
export interface ComposedNanosRoot {
  readonly tree: DirectoryNode<TreeContent>;
  readonly manifest: NanosManifest;
  /** Outer paths first. */
  readonly mounts: readonly Mount[];
  /** What runs, for people. */
  readonly description: string;
}

/**
 * Composes the root of an image for Nanos: the program and all it needs, the files every guest needs, the user's files
 * over them, and the manifest that the kernel reads.
 */
export async function composeNanosRoot(
  content: RootContent,
  { hostname, nanosVersion, settings, now, signal }: ComposeNanosOptions,
): Promise<ComposedNanosRoot> {
  const mounts = checkMounts(content.mounts, { nested: false });
  const program = resolveProgram(content);
  // What OPS tells a program of its image.
  const about = { NANOS_VERSION: nanosVersion, NANOS_ARCH: 'amd64', IMAGE_NAME: hostname };
  const manifest: NanosManifest = {
    ...settings,
    program: program.path,
    arguments: [...program.arguments, ...content.arguments],
    environment: guestEnvironment(about, program.environment, content.environment),
    mounts: planMounts(mounts),
    readOnlyRoot: content.readOnlyRoot,
  };
  const entries = [...rootEntries({ ...content, hostname }), ...program.entries, ...userEntries(content)];
  const tree = await composeTree(entries, { now, signal });
  return { tree, manifest, mounts, description: program.description };
}
