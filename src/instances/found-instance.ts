import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../core/errors.js';
import { hostError, isSystemError } from '../io/host-errors.js';
import { decodeInstanceRecord, INSTANCE_FILES, type InstanceRecord } from './instance-record.js';

/** An instance whose record cannot be read: no more can be done with it than to delete it. */
export interface DamagedInstance {
  readonly id: string;
  /** Its id: what it was called is in the record. */
  readonly name: string;
  /** What is wrong, for people. */
  readonly damage: string;
  /** When its folder was changed last, ISO 8601. */
  readonly since: string;
}

export type FoundInstance = InstanceRecord | DamagedInstance;

/**
 * Looks at the folder of an instance.
 *
 * @returns `undefined` for the folder of a command that was killed before it wrote the record, or after it deleted that
 */
export function findInstance(directory: string): FoundInstance | undefined {
  const file = path.join(directory, INSTANCE_FILES.record);
  try {
    const record = decodeInstanceRecord(readFileSync(file, 'utf8'));
    return record ?? damaged(directory, `${file}: it is not a record`);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') {
      return damaged(directory, hostError(error, file, 'read').message);
    }
    // Made when its machine was started, and deleted before the record is.
    const hadMachine = existsSync(path.join(directory, INSTANCE_FILES.machineLock));
    return hadMachine ? damaged(directory, `${file}: it is gone`) : undefined;
  }
}

export function isDamaged(found: FoundInstance): found is DamagedInstance {
  return 'damage' in found;
}

/** The error for whoever wants to do something with it. */
export function damagedRecord({ id, damage }: DamagedInstance): OpsError {
  return new OpsError('format-corrupt', `instance ${id}: ${damage}`, {
    hint: `its volumes are not in it; to remove what is left of it: ops instance delete ${id}`,
    details: { instance: id },
  });
}

function damaged(directory: string, damage: string): DamagedInstance {
  const id = path.basename(directory);
  const since = statSync(directory, { throwIfNoEntry: false })?.mtime ?? new Date(0);
  return { id, name: id, damage, since: since.toISOString() };
}
