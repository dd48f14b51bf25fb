import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { onHost } from '../host-errors.js';

// A file that is being downloaded has another one beside it, which says of what version its bytes are.

/** What tells one version of what is published from another. Weak ones do not promise the same bytes. */
function validatorOf(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) return tag;
  return headers.get('last-modified') ?? undefined;
}

function validatorFile(file: string): string {
  return `${file}.validator`;
}

/** Keeps what the version is known by whose bytes are about to come. */
export function keepValidator(file: string, headers: Headers): void {
  const validator = validatorOf(headers);
  if (validator === undefined) {
    forgetValidator(file);
    return;
  }
  onHost('write', validatorFile(file), () => {
    writeFileSync(validatorFile(file), validator);
  });
}

/** What a download that goes on with the file must ask for; `undefined` when it has to begin anew. */
export function readValidator(file: string): string | undefined {
  if (!statSync(validatorFile(file), { throwIfNoEntry: false })) return undefined;
  return onHost('read', validatorFile(file), () => readFileSync(validatorFile(file), 'latin1'));
}

/** Bytes that are there. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

export function forgetValidator(file: string): void {
  onHost('delete', validatorFile(file), () => {
    rmSync(validatorFile(file), { force: true });
  });
}
