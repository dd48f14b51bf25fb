import { OpsError } from './errors.js';
import { parseVirtualId } from './mount.js';

/** What is to be attached to an instance, and as what its guest shall see it. */
export interface AttachRequest {
  readonly what: AttachedThing;
  /** `N` of `%N`; null: the guest sees the volume under its own name and UUID. */
  readonly virtualId: number | null;
  readonly readOnly: boolean;
}

/** A volume by reference, or a directory of the host. */
export type AttachedThing =
  { readonly kind: 'volume'; readonly reference: string } | { readonly kind: 'host'; readonly hostPath: string };

const ACCEPTED_FORMS = 'write <volume>[:ro], or %1:<volume>[:ro] to attach it at a virtual id';

/**
 * Reads `[%N:]<volume or directory>[:ro|:rw]`, as `ops volume attach` and `--attach` take it. What begins with `/`, `./`
 * or `../` is a directory.
 *
 * @throws OpsError `mount-invalid`
 * @example
 * parseAttachRequest('%2:more:ro') // { what: { kind: 'volume', reference: 'more' }, virtualId: 2, readOnly: true }
 */
export function parseAttachRequest(text: string): AttachRequest {
  const [, virtual, rest = ''] = /^(?:(%[^:]*):)?(.*)$/s.exec(text) ?? [];
  const [, thing = '', suffix] = /^(.*?)(?::(ro|rw))?$/s.exec(rest) ?? [];
  if (thing === '' || thing.startsWith('%')) {
    throw new OpsError('mount-invalid', `"${text}" names no volume`, {
      hint: ACCEPTED_FORMS,
      details: { value: text },
    });
  }
  return {
    what: isHostPath(thing) ? { kind: 'host', hostPath: thing } : { kind: 'volume', reference: thing },
    virtualId: virtual === undefined ? null : parseVirtualId(virtual),
    readOnly: suffix === 'ro',
  };
}

function isHostPath(text: string): boolean {
  return /^(\/|\.\.?(\/|$))/.test(text);
}
