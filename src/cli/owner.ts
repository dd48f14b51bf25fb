import { OpsError } from '../core/errors.js';

/** Reads the value of `--owner`: `uid:gid`, as numbers. @throws OpsError `usage-invalid` */
export function parseOwner(text: string): { readonly uid: number; readonly gid: number } {
  const match = /^(\d{1,10}):(\d{1,10})$/.exec(text);
  const [uid, gid] = [Number(match?.[1]), Number(match?.[2])];
  // All bits set means "no owner" to the kernel.
  if (match && uid < 0xffffffff && gid < 0xffffffff) return { uid, gid };
  throw new OpsError('usage-invalid', `"${text}" is not an owner`, {
    hint: 'write two numbers, such as --owner 1000:1000',
  });
}
