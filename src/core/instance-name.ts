import { OpsError } from './errors.js';

const PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/**
 * Checks the name of an instance: 1 to 63 letters, digits, `.`, `_` and `-`, beginning with a letter or digit, and not
 * digits alone, which are ids.
 *
 * @throws OpsError `name-invalid`
 */
export function parseInstanceName(text: string): string {
  if (PATTERN.test(text) && !/^\d+$/.test(text)) return text;
  throw new OpsError('name-invalid', `${JSON.stringify(text)} is not a name for an instance`, {
    hint: 'a name is 1 to 63 letters, digits, "." "_" and "-", begins with a letter or digit, and is not a number',
    details: { value: text },
  });
}
