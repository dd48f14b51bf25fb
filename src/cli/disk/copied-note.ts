import { formatSize } from '../../core/size.js';
import type { CopiedFiles } from '../../core/stored-file.js';

/** What was copied, and what could not be: `38 files, 1.2 MiB; 38 are yours now: only root keeps owners`. */
export function copiedNote(copied: CopiedFiles): string {
  const { files, content, otherOwners, withoutAttributes, sockets } = copied;
  return [
    `${files} ${files === 1 ? 'file' : 'files'}, ${formatSize(content)}`,
    ...(otherOwners > 0 ? [`${otherOwners} not with their owners: only root can give files away`] : []),
    ...(withoutAttributes > 0
      ? [`${withoutAttributes} without their extended attributes: a tar archive keeps them`]
      : []),
    ...(sockets > 0 ? [`${sockets} ${sockets === 1 ? 'socket' : 'sockets'} left out`] : []),
  ].join('; ');
}
