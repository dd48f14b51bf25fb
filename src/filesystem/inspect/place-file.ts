import { randomBytes } from 'node:crypto';
import { closeSync, constants, ftruncateSync, linkSync, openSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { hasErrorCode, OpsError } from '../../core/errors.js';
import type { FilesystemReader, StoredContent } from '../../formats/filesystem-reader.js';
import type { DeviceNode, FileNode, SpecialNode, SymbolicLinkNode } from '../../formats/tree.js';
import { runProgramSync } from '../../io/external-program.js';
import { FileTarget } from '../../io/file-target.js';
import { onHost } from '../../io/host-errors.js';
import { showRawPath, toSystemPath, type RawPath } from '../../io/raw-path.js';
import type { HostAttributes } from './host-attribute-writer.js';

const CHUNK = 1024 * 1024;
const NEW_FILE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;

/** Writes a regular file, holes as holes. Yields how many bytes of it are done. */
export function* placeFile(
  reader: FilesystemReader,
  file: FileNode<StoredContent>,
  to: RawPath,
  attributes: HostAttributes,
): Generator<number, void> {
  const temporary = (directoryOf(to) + temporaryName()) as RawPath;
  const shown = showRawPath(to);
  const fd = onHost('create', shown, () => openSync(toSystemPath(temporary), NEW_FILE, 0o600));
  try {
    yield* writeContent(reader, file, new FileTarget(fd, shown, file.size));
    onHost('write', shown, () => {
      ftruncateSync(fd, file.size);
      attributes.finishFile(fd, file);
      renameSync(toSystemPath(temporary), toSystemPath(to));
    });
  } finally {
    closeSync(fd);
    rmSync(toSystemPath(temporary), { force: true });
  }
}

function* writeContent(
  reader: FilesystemReader,
  file: FileNode<StoredContent>,
  target: FileTarget,
): Generator<number, void> {
  const buffer = new Uint8Array(Math.min(CHUNK, file.size));
  for (const { start, length } of file.data ?? [{ start: 0, length: file.size }]) {
    for (let done = 0; done < length;) {
      const chunk = buffer.subarray(0, Math.min(CHUNK, length - done));
      reader.read(file, start + done, chunk);
      target.write(start + done, chunk);
      done += chunk.length;
      yield start + done;
    }
  }
}

export function placeSymbolicLink(link: SymbolicLinkNode, to: RawPath, attributes: HostAttributes): void {
  place(to, (temporary) => {
    symlinkSync(Buffer.from(link.target), temporary);
    attributes.finishLink(temporary, link);
  });
}

/** Gives a file that is there another name. */
export function linkFile(first: RawPath, to: RawPath): void {
  place(to, (temporary) => {
    linkSync(toSystemPath(first), temporary);
  });
}

/** @throws OpsError `host-file-denied` for a device, unless root makes it */
export function placeSpecial(node: SpecialNode | DeviceNode, to: RawPath, attributes: HostAttributes): void {
  place(to, (temporary, directory, name) => {
    // Programs take paths that are text only: the directory is handed to them open.
    const fd = openSync(toSystemPath(directory), constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      makeNode(node, `/dev/fd/${FIRST_DESCRIPTOR}/${name}`, fd, showRawPath(to));
    } finally {
      closeSync(fd);
    }
    attributes.finishSpecial(temporary, node);
  });
}

/** The number that a program gets the first of its open files as. */
const FIRST_DESCRIPTOR = 3;

function makeNode(node: SpecialNode | DeviceNode, path: string, directory: number, shown: string): void {
  const descriptors = [directory];
  if (!('major' in node)) {
    runProgramSync({ name: 'mkfifo', package: 'coreutils' }, ['-m', '600', path], { descriptors });
    return;
  }
  const type = node.kind === 'character-device' ? 'c' : 'b';
  const args = ['-m', '600', path, type, String(node.major), String(node.minor)];
  try {
    runProgramSync({ name: 'mknod', package: 'coreutils' }, args, { descriptors });
  } catch (error) {
    if (!hasErrorCode(error, 'tool-failed')) throw error;
    throw new OpsError('host-file-denied', `${shown}: cannot make the device ${node.major}:${node.minor}`, {
      hint: 'only root makes devices: run it with sudo, or export to a tar archive',
      details: { path: shown },
      cause: error,
    });
  }
}

/** Makes something beside its place, then puts it there. */
function place(to: RawPath, make: (temporary: string | Buffer, directory: RawPath, name: string) => void): void {
  const directory = directoryOf(to);
  const name = temporaryName();
  const temporary = toSystemPath((directory + name) as RawPath);
  onHost('create', showRawPath(to), () => {
    try {
      make(temporary, directory, name);
      renameSync(temporary, toSystemPath(to));
    } finally {
      rmSync(temporary, { force: true });
    }
  });
}

/** With the slash behind it. */
function directoryOf(to: RawPath): RawPath {
  return to.slice(0, to.lastIndexOf('/') + 1) as RawPath;
}

function temporaryName(): string {
  return `.ops-${randomBytes(8).toString('hex')}.partial`;
}
