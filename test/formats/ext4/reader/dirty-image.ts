import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const FIXTURE = path.resolve(import.meta.dirname, '../../../../../fixtures/ext4/dirty-journal.img.gz');

/** The volume of a guest that was killed: see the README beside the fixture. */
export function dirtyImage(): Uint8Array {
  return new Uint8Array(gunzipSync(readFileSync(FIXTURE)));
}
