import { OpsError } from '../core/errors.js';

/** Fourteen digits; the last four are a port: the management port of the instance. */
export type InstanceId = string & { readonly __brand: 'InstanceId' };

const PATTERN = /^[1-9]\d{13}$/;
const FIRST_PORT = 1024;
const LAST_PORT = 9999;
const ATTEMPTS = 200;

export interface InstanceIdSource {
  /** A random integer from `min` to `max - 1`, as `crypto.randomInt`. */
  readonly random: (min: number, max: number) => number;
  /** True when nobody listens on the port, nor will: see `isPortFree`. */
  readonly isFree: (port: number) => Promise<boolean>;
}

export function isInstanceId(text: string): text is InstanceId {
  return PATTERN.test(text) && Number(text.slice(-4)) >= FIRST_PORT;
}

/** The port that an instance's id spells: 1024 to 9999. */
export function managementPort(id: InstanceId): number {
  return Number(id.slice(-4));
}

/**
 * A new id, such as `17951650328317`, whose management port (8317) is free now.
 *
 * @throws OpsError `port-in-use` when no free port was found
 */
export async function newInstanceId({ random, isFree }: InstanceIdSource): Promise<InstanceId> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = random(FIRST_PORT, LAST_PORT + 1);
    if (await isFree(port)) return `${random(1e9, 1e10)}${port}` as InstanceId;
  }
  throw new OpsError('port-in-use', `ports ${FIRST_PORT} to ${LAST_PORT}: none of ${ATTEMPTS} tried was free`, {
    hint: 'see what listens on them: ss -tlnp',
  });
}
