import { throwIfAborted } from '../core/abort.js';
import { claimInstance } from './claim-instance.js';
import type { InstanceRecord } from './instance-record.js';
import { makeVolumes } from './make-volumes.js';
import { examineHost, withRoot, type RunHost, type RunOptions } from './run-instance.js';
import type { RunRequest } from './run-request.js';
import { startDetached } from './start-detached.js';

/**
 * Makes an instance that stays until it is deleted, and returns when its guest is up. Nothing is left of one whose
 * guest does not come up, nor of the volumes that were made for it.
 *
 * @throws OpsError `instance-exists`, and what `runInstance` throws
 */
export async function createInstance(
  request: RunRequest,
  host: RunHost,
  options: Omit<RunOptions, 'console'>,
): Promise<InstanceRecord> {
  const { instances } = host;
  const guest = await examineHost(request, host, options.signal);
  const { record, attachments, planned } = await claimInstance(request, host, guest);
  try {
    return await instances.exclusivelyOn(record.id, async () => {
      throwIfAborted(options.signal);
      await makeVolumes(planned, host, options);
      const root = await guest.prepareRoot(request, record.id, host, options);
      const prepared = instances.update(withRoot(record, root));
      options.onStart({ record: prepared, guest, root });
      const started = await startDetached(prepared, attachments, guest, host, options.signal);
      return instances.update({ ...started, lifetime: 'lasting', supervisor: null });
    });
  } catch (error) {
    await instances.exclusively(() => instances.discard(record));
    throw error;
  }
}
