import { chmodSync, fchmodSync, fchownSync, futimesSync, lchownSync, lutimesSync, utimesSync } from 'node:fs';
import type { FileAttributes, Timestamp } from '../../formats/tree.js';
import { isSystemError, onHost } from '../../io/host-errors.js';
import { showRawPath, toSystemPath, type RawPath } from '../../io/raw-path.js';

const SET_ID_BITS = 0o6000;

/** Gives files of this machine the owner, mode and times that they have on the disk. Only root can give owners. */
export class HostAttributes {
  /** Files that belong to who runs this instead. */
  otherOwners = 0;
  #mayGive = true;

  finishFile(fd: number, attributes: FileAttributes): void {
    const kept = this.#give(() => {
      fchownSync(fd, attributes.uid, attributes.gid);
    });
    fchmodSync(fd, modeFor(attributes, kept));
    futimesSync(fd, ...timesOf(attributes));
  }

  finishDirectory(place: RawPath, attributes: FileAttributes): void {
    const path = toSystemPath(place);
    onHost('set the attributes', showRawPath(place), () => {
      const kept = this.#giveLink(path, attributes);
      chmodSync(path, modeFor(attributes, kept));
      utimesSync(path, ...timesOf(attributes));
    });
  }

  /** For what is reached by its name alone, and is no link. */
  finishSpecial(path: string | Buffer, attributes: FileAttributes): void {
    const kept = this.#giveLink(path, attributes);
    chmodSync(path, modeFor(attributes, kept));
    utimesSync(path, ...timesOf(attributes));
  }

  finishLink(path: string | Buffer, attributes: FileAttributes): void {
    this.#giveLink(path, attributes);
    lutimesSync(path, ...timesOf(attributes));
  }

  #giveLink(path: string | Buffer, { uid, gid }: FileAttributes): boolean {
    return this.#give(() => {
      lchownSync(path, uid, gid);
    });
  }

  #give(change: () => void): boolean {
    try {
      if (this.#mayGive) change();
    } catch (error) {
      if (!isSystemError(error, 'EPERM') && !isSystemError(error, 'EINVAL')) throw error;
      this.#mayGive = !isSystemError(error, 'EPERM');
      this.otherOwners++;
      return false;
    }
    if (!this.#mayGive) this.otherOwners++;
    return this.#mayGive;
  }
}

/** A program that runs as its owner must not run as another one. */
function modeFor({ mode }: FileAttributes, ownerKept: boolean): number {
  return ownerKept ? mode : mode & ~SET_ID_BITS;
}

function timesOf({ atime, mtime }: FileAttributes): [string, string] {
  return [toSeconds(atime), toSeconds(mtime)];
}

/** As text: of a negative number, which is before 1970, Node.js makes the present time. */
function toSeconds({ seconds, nanoseconds }: Timestamp): string {
  return String(seconds + nanoseconds / 1e9);
}
