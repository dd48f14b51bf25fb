import { listKernels } from '../guests/linux/kernels/store.js';
import type { CompletionContext } from './command.js';

/** Completes the release of a kernel of the home. */
export function completeKernels({ home }: CompletionContext): Promise<string[]> {
  return Promise.resolve(listKernels({ home }).map(({ release }) => release));
}
