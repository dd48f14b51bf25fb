import { OpsError } from '../core/errors.js';

export const PROTOCOLS = ['tcp', 'udp'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** What arrives at 127.0.0.1 on `hostPort` goes to the guest's `guestPort`. */
export interface PortForward {
  readonly protocol: Protocol;
  readonly hostPort: number;
  readonly guestPort: number;
}

/** All forwards are one argument of QEMU, which Linux limits to 128 KiB; and each is a socket that listens. */
const MOST_FORWARDS = 2048;
const LAST_PORT = 65535;
const ITEM = /^(\d{1,5})(?:([:-])(\d{1,5}))?$/;
const ACCEPTED_FORMS = 'write a port (80), host:guest (8080:80), a range (8000-8010), or several of them (80,443)';

/**
 * Reads ports as people write them: `80`, `8080:80` (host, then guest), `8000-8010` (each port of the range, the same
 * in the guest), and several of these with commas between.
 *
 * @throws OpsError `port-invalid` for anything else, for ports outside 1 to 65535, for a host port that is given twice
 * @example
 * parsePorts('8080:80', 'tcp') // [{ protocol: 'tcp', hostPort: 8080, guestPort: 80 }]
 */
export function parsePorts(text: string, protocol: Protocol): PortForward[] {
  const forwards: PortForward[] = [];
  for (const item of text.split(',')) {
    forwards.push(...parseItem(item.trim(), protocol));
    checkForwards(forwards);
  }
  return forwards;
}

/** @throws OpsError `port-invalid` when a host port is forwarded twice, or there are more than QEMU can be told */
export function checkForwards(forwards: readonly PortForward[]): void {
  if (forwards.length > MOST_FORWARDS) {
    throw invalid(`${forwards.length} ports: at most ${MOST_FORWARDS} can be forwarded`, 'give a smaller range');
  }
  const seen = new Set<string>();
  for (const { protocol, hostPort } of forwards) {
    const key = `${protocol} ${hostPort}`;
    if (seen.has(key)) throw invalid(`port ${hostPort}: given twice`, 'give each port of this machine once');
    seen.add(key);
  }
}

function parseItem(item: string, protocol: Protocol): PortForward[] {
  const [, first = '', separator, second = first] = ITEM.exec(item) ?? [];
  if (first === '') throw invalid(`"${item}" is not a port`, ACCEPTED_FORMS);
  const [start, end] = [parsePort(first), parsePort(second)];
  if (separator !== '-') return [{ protocol, hostPort: start, guestPort: end }];
  if (end < start) throw invalid(`"${item}" is not a range: it ends before it starts`, `write ${end}-${start}`);
  if (end - start >= MOST_FORWARDS) {
    throw invalid(
      `"${item}": ${end - start + 1} ports, at most ${MOST_FORWARDS} can be forwarded`,
      'give a smaller range',
    );
  }
  return Array.from({ length: end - start + 1 }, (_, index) => ({
    protocol,
    hostPort: start + index,
    guestPort: start + index,
  }));
}

function parsePort(text: string): number {
  const port = Number(text);
  if (port < 1 || port > LAST_PORT) throw invalid(`"${text}" is not a port`, `ports go from 1 to ${LAST_PORT}`);
  return port;
}

function invalid(message: string, hint: string): OpsError {
  return new OpsError('port-invalid', message, { hint });
}
