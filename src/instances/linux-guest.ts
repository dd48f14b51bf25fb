import { planAttachments } from './attach-plan.js';
import type { Guest } from './guest.js';
import { findHostParts, type HostPartsRequest } from './host-parts.js';
import { planMachine } from './machine-plan.js';
import { buildRoot, overlayRoot } from './prepare-root.js';
import { runGuest } from './run-guest.js';

/**
 * A stock Linux kernel with our init, which the home has: the disk of an image is its root and nothing else, and its
 * init tells us over a line of its own how it is.
 *
 * @throws OpsError as `findHostParts` does
 */
export async function findLinuxGuest(request: HostPartsRequest): Promise<Guest> {
  const parts = await findHostParts(request);
  const { qemu, accelerator, kernel } = parts;
  return {
    kind: 'linux',
    title: `linux ${kernel.release}`,
    qemu,
    accelerator,
    planAttachments,
    prepareRoot: ({ name, root }, id, host, options) =>
      root.kind === 'image'
        ? overlayRoot(root.image, id, host)
        : buildRoot({ ...root, hostname: name, nanos: undefined }, id, host, options),
    planMachine: (plan) => planMachine({ ...plan, parts }),
    run: (run) => runGuest({ ...run, qemu }),
  };
}
