import { randomBytes } from 'node:crypto';
import { throwIfAborted } from '../../core/abort.js';
import type { OperationOptions } from '../../core/progress.js';
import type { RootContent } from '../../core/root-content.js';
import { MIB, type Bytes } from '../../core/size.js';
import { uuidFromRandom, uuidToBytes, type Uuid } from '../../core/uuid.js';
import { HostContentSource } from '../../filesystem/host-content.js';
import { toTimestamp } from '../../filesystem/timestamp.js';
import { measureTree, type TreeTotals } from '../../filesystem/tree-totals.js';
import { planNanosDisk, type NanosDiskPlan } from '../../guests/nanos/image/plan.js';
import { writeNanosDisk } from '../../guests/nanos/image/write.js';
import { readBootParts, type NanosRelease } from '../../guests/nanos/releases/release.js';
import { createFileTarget } from '../../io/file-target.js';
import { runInTimeSlices } from '../../io/time-slices.js';
import type { TreeContent } from '../../filesystem/host-content.js';
import { composeNanosRoot, type ComposedNanosRoot, type NanosSettings } from './compose-nanos-root.js';

/** Room for what the program writes to its root; thin, so it costs nothing until it does. */
const ROOT_HEADROOM = 256 * MIB;

export interface NanosBuildRequest {
  readonly content: RootContent;
  readonly settings: NanosSettings;
  readonly release: NanosRelease;
  readonly hostname: string;
  readonly now: Date;
  /** Of the whole disk. Absent: what the content needs and headroom. */
  readonly size?: Bytes;
  /** Open for writing, such as an `AtomicFile`; the caller makes it durable. */
  readonly file: { readonly fd: number; readonly path: string };
}

/** A disk that has been written, and what is in it. */
export interface NanosDisk {
  /** Of the root file system. */
  readonly uuid: Uuid;
  readonly root: ComposedNanosRoot;
  readonly plan: NanosDiskPlan<TreeContent>;
  readonly totals: TreeTotals;
}

/**
 * Composes an image for Nanos and writes it over the whole of a file: boot code, kernel, klibs and root.
 *
 * @throws OpsError `volume-too-small`, `release-not-found` for a klib that the release has not, and those of
 *   {@link composeNanosRoot} and `planNanosDisk`
 */
export async function buildNanosDisk(request: NanosBuildRequest, options: OperationOptions = {}): Promise<NanosDisk> {
  const { content, settings, release, hostname, file } = request;
  const { signal, progress } = options;
  const now = toTimestamp(request.now);
  const root = await composeNanosRoot(content, { hostname, nanosVersion: release.version, settings, now, signal });
  const uuid = uuidFromRandom(randomBytes(16));
  const rootId = uuidToBytes(uuid);
  const plan = planNanosDisk({
    boot: readBootParts(release, settings.klibs),
    root: root.tree,
    manifest: root.manifest,
    uuids: { boot: rootId.toReversed(), root: rootId },
    ...(request.size === undefined ? { free: ROOT_HEADROOM } : { size: request.size }),
  });
  throwIfAborted(signal);
  using source = new HostContentSource();
  const target = createFileTarget(file.fd, file.path, plan.size);
  await runInTimeSlices(writeNanosDisk(plan, source, target), {
    signal,
    onProgress: (written) => progress?.report(written, plan.bytesToWrite),
  });
  return { uuid, root, plan, totals: measureTree(root.tree) };
}
