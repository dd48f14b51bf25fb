import { OpsError } from '../core/errors.js';
import { findClosest } from '../core/suggest.js';
import type { InstanceRecord } from './instance-record.js';

type Named = Pick<InstanceRecord, 'id' | 'name'>;

/** Shorter prefixes of an id would change their meaning with every instance that is made. */
const MIN_PREFIX_LENGTH = 4;

/**
 * The one instance that a reference means: its name, its id, or a unique prefix of the id of at least four digits.
 *
 * @throws OpsError `instance-not-found` with the closest name, `instance-ambiguous` with the candidates
 */
export function resolveInstance<Instance extends Named>(reference: string, instances: readonly Instance[]): Instance {
  const matchers: ((instance: Instance) => boolean)[] = [
    ({ name }) => name === reference,
    ({ id }) => id === reference,
    ({ id }) => reference.length >= MIN_PREFIX_LENGTH && id.startsWith(reference),
  ];
  for (const matches of matchers) {
    const [found, ...others] = instances.filter(matches);
    if (found === undefined) continue;
    if (others.length > 0) throw ambiguous(reference, [found, ...others]);
    return found;
  }
  throw instanceNotFound(reference, instances);
}

export function instanceNotFound(reference: string, instances: readonly Named[]): OpsError {
  const closest = findClosest(
    reference,
    instances.map(({ name }) => name),
  );
  return new OpsError('instance-not-found', `no instance is called "${reference}"`, {
    hint: closest === undefined ? 'ops instance list' : `did you mean "${closest}"?`,
    details: { reference },
  });
}

function ambiguous(reference: string, candidates: readonly Named[]): OpsError {
  const list = candidates.map(({ name, id }) => `${name} (${id})`);
  return new OpsError('instance-ambiguous', `"${reference}" means ${candidates.length} instances`, {
    hint: ['say which one:', ...list].join('\n  '),
    details: { reference, candidates: candidates.map(({ id }) => id) },
  });
}
