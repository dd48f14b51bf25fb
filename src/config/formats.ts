import { isIP } from 'node:net';
import { OpsError } from '../core/errors.js';
import { parseSize } from '../core/size.js';

const HIGHEST_PORT = 65535;

/** The formats of config.schema.json: whether a text is one. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  size: (text) => sizeProblem(text) === undefined,
  ports: (text) => text.split(',').every(isPortForward),
  ipv4: (text) => isIP(text) === 4,
  ipv6: (text) => isIP(text.replace(/\/\d{1,3}$/, '')) === 6,
  'ip-address': (text) => isIP(text) !== 0,
};

/** What is wrong with a size (`"10q" is not a size`), or `undefined`. */
export function sizeProblem(text: string): string | undefined {
  try {
    parseSize(text);
    return undefined;
  } catch (error) {
    if (error instanceof OpsError) return error.message;
    throw error;
  }
}

/** `80`, `8080:80` (of this machine, of the guest) or `8000-8010`. */
function isPortForward(text: string): boolean {
  const [, first = '', separator, second = first] = /^(\d{1,5})(?:([:-])(\d{1,5}))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(second)];
  const inRange = from >= 1 && from <= HIGHEST_PORT && to >= 1 && to <= HIGHEST_PORT;
  return inRange && (separator !== '-' || from <= to);
}
