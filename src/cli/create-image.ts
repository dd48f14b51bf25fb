import { formatSize } from '../core/size.js';
import type { CreatedImage } from '../provider/images.js';
import type { CommandContext } from './context.js';
import { openImages, type ProviderFlags } from './provider.js';
import { formatDuration } from './render/time.js';
import { readRootSettings, rootRequest, type RootFlags } from './root-flags.js';

/** Builds an image as the flags say, and tells what went into it. */
export async function createImageFromFlags(
  flags: RootFlags & ProviderFlags,
  replace: boolean,
  context: CommandContext,
): Promise<CreatedImage> {
  const started = performance.now();
  const settings = await readRootSettings(flags, context);
  const request = rootRequest(settings, context);
  const images = await openImages(flags, context);
  using progress = context.output.progress(flags.imagename ?? request.program);
  const created = await images.create(
    { ...request, replace, ...(flags.imagename !== undefined && { name: flags.imagename }) },
    { signal: context.signal, progress },
  );
  progress.end();
  const { description, files, content } = created;
  const took = formatDuration(performance.now() - started);
  context.output.note(`${description}, ${files} files, ${formatSize(content)}, built in ${took}`);
  return created;
}
