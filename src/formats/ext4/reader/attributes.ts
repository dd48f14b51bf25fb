import type { FileAttributes, Timestamp } from '../../tree.js';
import { BASE_INODE_SIZE, INODE, userFlagsOf } from '../inode.js';
import { decodeTimestamp } from '../timestamp.js';
import { corrupt } from './damage.js';
import type { StoredInode } from './inode-table.js';

const NANOSECONDS = 1e9;
const MODE_BITS = 0o7777;
/** An inode with this many extra bytes knows when it was born. */
const BIRTH_EXTRA_SIZE = INODE.offsetOf('creationTime') + 4 - BASE_INODE_SIZE;

/** @throws OpsError `format-corrupt` for an instant that cannot be */
export function attributesOf(
  inode: StoredInode,
  xattrs: ReadonlyMap<string, Uint8Array>,
  hasProjects: boolean,
): FileAttributes {
  const { fields } = inode;
  const flags = fields.flags & userFlagsOf(inode.kind);
  const time = (seconds: number, extra: number): Timestamp => {
    const instant = decodeTimestamp(seconds, extra);
    if (instant.nanoseconds < NANOSECONDS) return instant;
    throw corrupt(`inode ${inode.number}`, inode.offset, `it has a time with ${instant.nanoseconds} nanoseconds`);
  };
  return {
    mode: fields.mode & MODE_BITS,
    uid: fields.uid,
    gid: fields.gid,
    atime: time(fields.accessTime, fields.accessTimeExtra),
    mtime: time(fields.modificationTime, fields.modificationTimeExtra),
    ctime: time(fields.changeTime, fields.changeTimeExtra),
    ...(fields.extraSize >= BIRTH_EXTRA_SIZE && { crtime: time(fields.creationTime, fields.creationTimeExtra) }),
    ...(xattrs.size > 0 && { xattrs }),
    ...(flags !== 0 && { flags }),
    ...(hasProjects && fields.project !== 0 && { project: fields.project }),
  };
}
