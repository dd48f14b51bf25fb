import { OpsError } from '../../../core/errors.js';

/** The build of every night, which has no number. */
export const NIGHTLY = 'nightly';

const VERSION = /^\d+(\.\d+){1,3}$/;

/** True for the numbers of releases (`0.1.54`) and for `nightly`: the names that folders of releases can have. */
export function isVersion(text: string): boolean {
  return VERSION.test(text) || text === NIGHTLY;
}

/** Reads a version as it is typed. @throws OpsError `usage-invalid` */
export function parseVersion(text: string): string {
  if (isVersion(text)) return text;
  throw new OpsError('usage-invalid', `"${text}" is not a version of Nanos`, {
    hint: `write it as 0.1.54, or ${NIGHTLY}`,
  });
}

/** Orders versions by age, number by number; `nightly` comes before all, for nothing should choose it unasked. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = (left[index] ?? -1) - (right[index] ?? -1);
    if (order !== 0) return order;
  }
  return 0;
}

function numbersOf(version: string): number[] {
  return version === NIGHTLY ? [] : version.split('.').map(Number);
}
