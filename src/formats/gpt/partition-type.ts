import { parseUuid } from '../../core/uuid.js';

/** Types of partitions: the UEFI specification's, and those of the Discoverable Partitions Specification. */
export const GPT_TYPE = {
  /** Where firmware looks for programs to start: a FAT file system. */
  efiSystem: parseUuid('c12a7328-f81f-11d2-ba4b-00a0c93ec93b'),
  /** The root file system of a Linux for x86-64. */
  linuxRootX64: parseUuid('4f68bce3-e8cd-4db1-96e7-fbcaf984b709'),
  /** The root file system of a Linux for 64-bit ARM. */
  linuxRootArm64: parseUuid('b921b045-1df0-41c3-af44-4c6f280d3fae'),
  /** Any file system of a Linux. */
  linuxData: parseUuid('0fc63daf-8483-4772-8e79-3d69d8477de4'),
} as const;
