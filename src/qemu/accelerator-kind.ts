/** What runs the guest's instructions: QEMU itself, or the processor by the host's kernel (Linux, macOS). */
export const ACCELERATORS = ['tcg', 'kvm', 'hvf'] as const;

export type Accelerator = (typeof ACCELERATORS)[number];
