import { renderDevice, renderOptions } from './options.js';
import type { PortForward } from './ports.js';

/** A network that needs no rights on the host: the guest reaches out, and only forwarded ports lead in. */
export interface UserNetwork {
  readonly forwards: readonly PortForward[];
}

/** What the guest configures: QEMU's own defaults. Source: QEMU, "Using the user mode network stack". */
export const USER_NETWORK_GUEST = {
  address: '10.0.2.15',
  prefixLength: 24,
  gateway: '10.0.2.2',
  nameServer: '10.0.2.3',
} as const;

/** The address that forwarded host ports listen on: nothing is offered to other machines. */
export const FORWARD_HOST = '127.0.0.1';

/** `-netdev` and its `-device`. Forwards are a key that repeats, which only this option has. */
export function networkArguments(network: UserNetwork): string[] {
  const forwards = network.forwards.map((forward) => `hostfwd=${renderForward(forward)}`);
  const backend = [renderOptions('user', { id: 'net0' }), ...forwards].join(',');
  // An empty `romfile` leaves the network boot ROM out: 0.15 s or more at every boot.
  return ['-netdev', backend, '-device', renderDevice({ driver: 'virtio-net-pci', netdev: 'net0', romfile: '' })];
}

/** `tcp:127.0.0.1:8080-:80`, as QEMU's messages also print it. */
export function renderForward(forward: PortForward): string {
  return `${forward.protocol}:${FORWARD_HOST}:${forward.hostPort}-:${forward.guestPort}`;
}
