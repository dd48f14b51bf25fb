/** The oldest Node.js that runs us: it is in package.json's `engines`, too. */
const OLDEST = [22, 12];

/**
 * What is wrong with running under this version of Node.js, in one line; undefined when nothing is. This file and `ops.ts`
 * are read by old versions, too: nothing here that Node.js 14 does not know.
 *
 * @param version such as `20.20.2`
 * @param executable the path of the running Node.js
 */
export function whyNodeIsTooOld(version: string, executable: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `ops: needs Node.js ${OLDEST.join('.')} or newer; this is ${version} (${executable})`;
}
