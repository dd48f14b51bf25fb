import { OpsError } from './errors.js';
import { isUuid } from './uuid.js';

/** The name of a volume: unique in its home, safe in file names, on QEMU's command line and as a label. */
export type VolumeName = string & { readonly __brand: 'VolumeName' };

/** TFS labels hold 31 bytes; ext4 labels hold 16, so that longer names are matched by the disk's serial number. */
const MAX_LENGTH = 31;
const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * Checks the name of a volume: 1 to 31 letters, digits, `.`, `_` and `-`, beginning with a letter or digit, and not the
 * form of a UUID (which would be taken for one wherever a volume is named).
 *
 * @throws OpsError `name-invalid`
 */
export function parseVolumeName(text: string): VolumeName {
  if (text.length > MAX_LENGTH) {
    throw invalid(text, `is ${text.length} characters long, the limit is ${MAX_LENGTH}`);
  }
  if (!NAME_PATTERN.test(text)) throw invalid(text, 'is not a name for a volume');
  if (isUuid(text.toLowerCase())) throw invalid(text, 'has the form of a UUID, which is never a name');
  return text as VolumeName;
}

function invalid(text: string, why: string): OpsError {
  return new OpsError('name-invalid', `${JSON.stringify(text)} ${why}`, {
    hint: `a name is 1 to ${MAX_LENGTH} letters, digits, "." "_" and "-", and begins with a letter or digit`,
    details: { value: text },
  });
}
