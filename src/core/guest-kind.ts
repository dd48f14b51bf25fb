/** What can boot in a machine: a stock Linux kernel with an init of ours, or the Nanos unikernel. */
export const GUEST_KINDS = ['linux', 'nanos'] as const;
export type GuestKind = (typeof GUEST_KINDS)[number];
