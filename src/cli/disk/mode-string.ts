import type { FileKind, StoredFile } from '../../core/stored-file.js';

const KIND_LETTERS: Readonly<Record<FileKind, string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
  socket: 's',
};

/** `-rwxr-sr-t`, as POSIX has `ls -l` write it. */
export function modeString({ kind, mode }: Pick<StoredFile, 'kind' | 'mode'>): string {
  const bits = Number.parseInt(mode, 8);
  const part = (shift: number, special: number, letter: string): string => {
    const executes = (bits >>> shift) & 1;
    const last = bits & special ? (executes ? letter : letter.toUpperCase()) : executes ? 'x' : '-';
    return `${(bits >>> shift) & 4 ? 'r' : '-'}${(bits >>> shift) & 2 ? 'w' : '-'}${last}`;
  };
  return KIND_LETTERS[kind] + part(6, 0o4000, 's') + part(3, 0o2000, 's') + part(0, 0o1000, 't');
}
