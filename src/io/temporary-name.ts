import { randomBytes } from 'node:crypto';
import process from 'node:process';

const TEMPORARY = /^\.(.+)\.([0-9a-f]{8})[0-9a-f]{8}\.partial$/s;

/** A name that no other process has for what is to be called `name`. It says which process made it. */
export function temporaryName(name: string): string {
  const pid = process.pid.toString(16).padStart(8, '0');
  return `.${name}.${pid}${randomBytes(4).toString('hex')}.partial`;
}

/** Whether it is a name of {@link temporaryName}, for a file of this name where one is given. */
export function isTemporaryName(text: string, name?: string): boolean {
  const found = TEMPORARY.exec(text)?.[1];
  return found !== undefined && (name === undefined || found === name);
}

/** The number that the process had that made the name. */
export function makerOf(temporary: string): number {
  return Number.parseInt(TEMPORARY.exec(temporary)?.[2] ?? '0', 16);
}
