/** Data of the events that we wait for. Source: QEMU, `qapi/*.json`. */
export interface QmpEvents {
  SHUTDOWN: { readonly guest: boolean; readonly reason: string };
  POWERDOWN: object;
  RESET: { readonly guest: boolean; readonly reason: string };
  STOP: object;
  RESUME: object;
  /** Twice for a virtio device, first without `device`: wait for the one whose `device` is the id. */
  DEVICE_DELETED: { readonly device?: string; readonly path: string };
  BLOCK_JOB_COMPLETED: {
    readonly device: string;
    readonly error?: string;
    readonly len: number;
    readonly offset: number;
  };
  BLOCK_JOB_CANCELLED: { readonly device: string };
  BLOCK_JOB_ERROR: { readonly device: string; readonly operation: string };
  BLOCK_JOB_READY: { readonly device: string };
  BLOCK_IO_ERROR: { readonly device: string; readonly 'node-name'?: string; readonly reason: string };
  GUEST_PANICKED: { readonly action: string };
}

export type QmpEventName = keyof QmpEvents;
