import { randomBytes } from 'node:crypto';

const TEMPORARY = /^\.(.+)\.[0-9a-f]{16}\.partial$/s;

/** A name that no other process has for what is to be called `name`. */
export function temporaryName(name: string): string {
  return `.${name}.${randomBytes(8).toString('hex')}.partial`;
}

/** Whether it is a name of {@link temporaryName}, for a file of this name where one is given. */
export function isTemporaryName(text: string, name?: string): boolean {
  const found = TEMPORARY.exec(text)?.[1];
  return found !== undefined && (name === undefined || found === name);
}
