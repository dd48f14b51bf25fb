import type { Home } from '../core/home.js';
import type { Mount } from '../core/mount.js';
import { planMounts } from '../guests/nanos/manifest/mounts.js';
import { findNanosBuild } from '../images/build-disk.js';
import { chooseAccelerator } from '../qemu/accelerator.js';
import { findQemu, type Environment } from '../qemu/qemu-binary.js';
import { planAttachments, type AttachPlan } from './attach-plan.js';
import type { BoundMount } from './bind-mounts.js';
import type { Guest } from './guest.js';
import { planNanosAttachments } from './nanos-attach-plan.js';
import { planNanosMachine } from './nanos-machine-plan.js';
import { buildRoot, copyRoot } from './prepare-root.js';
import { runNanosGuest } from './run-nanos-guest.js';
import type { RunRequest } from './run-request.js';

export interface NanosGuestRequest {
  readonly home: Home;
  readonly env: Environment;
  readonly request: Pick<RunRequest, 'accelerator' | 'mounts' | 'root'>;
  readonly signal: AbortSignal | undefined;
}

/**
 * The Nanos unikernel: the disk of an image has all that boots, and nothing in it listens to us but the power button.
 *
 * @throws OpsError `release-not-found` when an image is to be built; `mount-invalid`, `qemu-missing`
 */
export async function findNanosGuest({ home, env, request, signal }: NanosGuestRequest): Promise<Guest> {
  const { root, mounts, accelerator: wanted } = request;
  planMounts(mounts);
  const nanos = root.kind === 'program' ? findNanosBuild(root.nanos, home.directory) : undefined;
  const version = root.kind === 'program' ? nanos?.release.version : root.image.nanosVersion;
  const qemu = await findQemu({ env, cacheFolder: home.cache });
  const accelerator = await chooseAccelerator({ wanted, qemu, env, cacheFolder: home.cache, signal });
  return {
    kind: 'nanos',
    title: version === undefined ? 'nanos' : `nanos ${version}`,
    qemu,
    accelerator,
    planAttachments: (bound, since) => attachmentsOf(mounts, bound, since),
    prepareRoot: ({ name, root: source }, id, host, options) =>
      source.kind === 'image'
        ? copyRoot(source.image, id, host, options)
        : buildRoot({ ...source, hostname: name, nanos }, id, host, options),
    planMachine: (plan) => planNanosMachine({ ...plan, accelerator: accelerator.accelerator }),
    run: (run) => runNanosGuest({ ...run, qemu }),
  };
}

/** The same places in the record as with any guest; disks and shares as Nanos looks for them. */
function attachmentsOf(mounts: readonly Mount[], bound: readonly BoundMount[], since: string): AttachPlan {
  return { ...planAttachments(bound, since), ...planNanosAttachments(planMounts(mounts), bound) };
}
