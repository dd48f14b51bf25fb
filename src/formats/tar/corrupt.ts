import { OpsError, type ErrorCode } from '../../core/errors.js';

/** Where in an archive something is wrong. */
export interface MemberPlace {
  /** Of the first header of the member, in bytes. */
  readonly offset: number;
  /** The name of the member, as far as it is known. */
  readonly name?: Uint8Array;
}

/** The error for bytes that are not what the tar format says. */
export function corrupt(place: MemberPlace, reason: string): OpsError {
  return memberError('format-corrupt', place, reason);
}

/** The error for what some tar programs write and this reader does not know. */
export function unsupported(place: MemberPlace, reason: string): OpsError {
  return memberError('format-unsupported', place, reason);
}

/** The error for what the format allows and would take too much memory. */
export function tooLarge(place: MemberPlace, reason: string): OpsError {
  return memberError('format-limit', place, reason);
}

function memberError(code: ErrorCode, { offset, name }: MemberPlace, reason: string): OpsError {
  const member = name === undefined ? undefined : new TextDecoder().decode(name);
  const object = member === undefined ? `tar header at byte ${offset}` : `tar member "${member}" at byte ${offset}`;
  return new OpsError(code, `${object}: ${reason}`, { details: { offset, ...(member !== undefined && { member }) } });
}
