import { accessSync, constants } from 'node:fs';
import type { Output } from './output.js';

/** A directory of this machine at a place of a guest. */
interface SharedPlace {
  readonly hostPath: string;
  readonly readOnly: boolean;
}

/** Says of which shared directories the guest will not be able to write what it may write: it does there what we may. */
export function noteUnwritable(shares: readonly SharedPlace[], output: Output): void {
  const denied = shares.filter(({ hostPath, readOnly }) => !readOnly && !isWritable(hostPath));
  for (const directory of new Set(denied.map(({ hostPath }) => hostPath))) {
    output.note(`${directory}: you may not write there, so the guest may not either; share it with :ro`);
  }
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
