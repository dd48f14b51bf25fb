import { existsSync } from 'node:fs';
import path from 'node:path';
import type { FileSource } from '../filesystem/open-sources.js';

/**
 * Reads `SRC[:/dest]`. Names may have colons: the destination begins at the last `:/`, unless only all of it together
 * is there.
 *
 * @param directory absolute; what a relative SRC starts from
 */
export function parseVolumeSource(text: string, directory: string): FileSource {
  const at = text.lastIndexOf(':/');
  const whole = { path: path.resolve(directory, text), shown: text, destination: '/' };
  if (at <= 0) return whole;
  const shown = text.slice(0, at);
  const split = { path: path.resolve(directory, shown), shown, destination: text.slice(at + 1) };
  return !existsSync(split.path) && existsSync(whole.path) ? whole : split;
}
