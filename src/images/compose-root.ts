import { checkMounts } from '../core/mount-rules.js';
import type { Mount } from '../core/mount.js';
import type { RootContent } from '../core/root-content.js';
import { composeTree } from '../filesystem/compose-tree.js';
import type { TreeEntry } from '../filesystem/entries.js';
import type { TreeContent } from '../filesystem/host-content.js';
import { encodeManifest } from '../formats/manifest/codec.js';
import { MANIFEST_PATH, type LinuxManifest } from '../formats/manifest/linux-manifest.js';
import type { DirectoryNode, Timestamp } from '../formats/tree.js';
import { manifestMounts } from './manifest-mounts.js';
import { packagedProgram } from './program/packaged-program.js';
import { resolveProgram } from './program/resolve-program.js';
import { guestEnvironment } from './root/environment.js';
import { rootEntries } from './root/root-entries.js';
import { userEntries } from './root/user-entries.js';

/** A root that has been worked out and not been written. */
export interface ComposedRoot {
  readonly tree: DirectoryNode<TreeContent>;
  readonly manifest: LinuxManifest;
  /** Outer paths first, as the guest mounts them. */
  readonly mounts: readonly Mount[];
  /** What runs, for people. */
  readonly description: string;
}

export interface ComposeRootOptions {
  readonly hostname: string;
  readonly now: Timestamp;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Composes the root of a Linux image: the program and all it needs, the files every guest needs, the user's files over
 * them, and the manifest that tells the guest's init what to do.
 */
export async function composeRoot(content: RootContent, options: ComposeRootOptions): Promise<ComposedRoot> {
  const mounts = checkMounts(content.mounts, { nested: true });
  const program = content.package ? packagedProgram(content.package) : resolveProgram(content);
  const variables = guestEnvironment(program.environment, content.environment);
  const manifest: LinuxManifest = {
    program: program.path,
    arguments: [...program.arguments, ...content.arguments],
    environment: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    directory: '/',
    hostname: options.hostname,
    root: content.readOnlyRoot ? 'ro' : 'rw',
    mounts: manifestMounts(mounts),
  };
  const entries: TreeEntry[] = [
    ...rootEntries({ ...content, hostname: options.hostname, mountPoints: mounts.map(({ path }) => path) }),
    ...program.entries,
    ...userEntries(content),
    { kind: 'bytes', path: MANIFEST_PATH, bytes: encodeManifest(manifest), mode: 0o444 },
  ];
  const tree = await composeTree(entries, { now: options.now, signal: options.signal });
  return { tree, manifest, mounts, description: program.description };
}
