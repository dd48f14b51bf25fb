import { hasErrorCode, OpsError } from '../core/errors.js';
import { requireAnswer } from './guest-silence.js';
import type { InstanceRecord, InstanceVolume } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { patienceOf } from './patience.js';
import { releaseVolume } from './release-volume.js';

/**
 * Puts in order what commands left that were killed while they attached or detached a volume. It is taken away, unless
 * the guest uses it: then it is attached. A guest that does not answer leaves it as it is, for the next command.
 */
export async function repairAttachments(record: InstanceRecord, instances: InstanceStore): Promise<InstanceRecord> {
  const unfinished = Map.groupBy(
    record.volumes.filter(({ change }) => change !== undefined),
    ({ uuid }) => uuid,
  );
  let repaired = record;
  for (const places of unfinished.values()) {
    const outcome = await release(repaired, places, instances);
    if (outcome === 'unknown') continue;
    repaired = instances.update({ ...repaired, volumes: settle(repaired.volumes, places, outcome) });
  }
  return repaired;
}

async function release(
  record: InstanceRecord,
  places: readonly InstanceVolume[],
  instances: InstanceStore,
): Promise<'gone' | 'used' | 'unknown'> {
  try {
    await requireAnswer(record, instances, patienceOf());
    await releaseVolume(record, places, instances, { force: false });
    return 'gone';
  } catch (error) {
    if (hasErrorCode(error, 'mount-busy')) return 'used';
    if (error instanceof OpsError) return 'unknown';
    throw error;
  }
}

function settle(
  volumes: readonly InstanceVolume[],
  places: readonly InstanceVolume[],
  outcome: 'gone' | 'used',
): InstanceVolume[] {
  return volumes.flatMap((volume) => {
    if (!places.includes(volume)) return [volume];
    return outcome === 'gone' ? [] : [withoutChange(volume)];
  });
}

function withoutChange({ uuid, name, path, readOnly, virtualId, since }: InstanceVolume): InstanceVolume {
  return { uuid, name, path, readOnly, virtualId, since };
}
