import { OpsError } from '../core/errors.js';
import { findClosest } from '../core/suggest.js';
import { formatVolumeFile, type VolumeIdentity } from './volume-file.js';

/** Shorter prefixes of a UUID would change their meaning with every volume that is made. */
const MIN_PREFIX_LENGTH = 4;

/**
 * The one volume that a reference means: its name, its UUID, `name:uuid`, or a unique prefix of the UUID of at least four
 * characters. A name wins over a prefix.
 *
 * @throws OpsError `volume-not-found` with the closest name, `volume-ambiguous` with the candidates
 */
export function resolveVolume<Volume extends VolumeIdentity>(reference: string, volumes: readonly Volume[]): Volume {
  const wanted = reference.toLowerCase();
  const matchers: ((volume: Volume) => boolean)[] = [
    (volume) => volume.name === reference,
    (volume) => `${volume.name}:${volume.uuid}` === reference,
    (volume) => volume.uuid === wanted,
    (volume) => reference.length >= MIN_PREFIX_LENGTH && volume.uuid.startsWith(wanted),
  ];
  for (const matches of matchers) {
    const [found, ...others] = volumes.filter(matches);
    if (found === undefined) continue;
    if (others.length > 0) throw ambiguous(reference, [found, ...others]);
    return found;
  }
  throw notFound(reference, volumes);
}

function notFound(reference: string, volumes: readonly VolumeIdentity[]): OpsError {
  const names = volumes.map((volume) => volume.name);
  const closest = findClosest(reference, names);
  return new OpsError('volume-not-found', `no volume is called "${reference}"`, {
    hint: closest === undefined ? 'ops volume list' : `did you mean "${closest}"?`,
    details: { reference },
  });
}

function ambiguous(reference: string, candidates: readonly VolumeIdentity[]): OpsError {
  const list = candidates.map((volume) => formatVolumeFile(volume).replace(/\.raw$/, ''));
  return new OpsError('volume-ambiguous', `"${reference}" means ${candidates.length} volumes`, {
    hint: ['say which one:', ...list].join('\n  '),
    details: { reference, candidates: list },
  });
}
