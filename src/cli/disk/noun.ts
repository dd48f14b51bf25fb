import type { DiskFiles } from '../../provider/disk-files.js';
import type { VolumeFacet } from '../../provider/volumes.js';
import type { Completer, CompletionContext } from '../command.js';
import type { CommandContext } from '../context.js';
import { completeImages, completeVolumes, openImages, openVolumes, type ProviderFlags } from '../provider.js';

/** What has files in it: `ls`, `tree`, `cat` and `cp` are the same for volumes and images. */
export interface DiskNoun {
  readonly noun: 'volume' | 'image';
  /** For the help of the positional. */
  readonly reference: string;
  readonly complete: Completer;
  readonly open: (reference: string, flags: ProviderFlags, context: CompletionContext) => Promise<DiskFiles>;
  /** Absent for what is never changed once it is made. */
  readonly openForChange?: (flags: ProviderFlags, context: CommandContext) => Promise<Pick<VolumeFacet, 'copyInto'>>;
}

export const VOLUME_DISK: DiskNoun = {
  noun: 'volume',
  reference: 'its name, UUID or the beginning of its UUID',
  complete: completeVolumes,
  open: async (reference, flags, context) => (await openVolumes(flags, context)).files(reference),
  openForChange: openVolumes,
};

export const IMAGE_DISK: DiskNoun = {
  noun: 'image',
  reference: 'its name',
  complete: completeImages,
  open: async (name, flags, context) => (await openImages(flags, context)).files(name),
};

/** Opens the files of a volume or image, and says when it was not unmounted. */
export async function openDisk(
  disk: DiskNoun,
  reference: string,
  flags: ProviderFlags,
  context: CommandContext,
): Promise<DiskFiles> {
  const files = await disk.open(reference, flags, context);
  if (files.replayed) context.output.note(REPLAYED);
  return files;
}

/** For people: what they see may not be what they last saw. */
export const REPLAYED = 'not unmounted: shown as its journal restores it at the next mount';
