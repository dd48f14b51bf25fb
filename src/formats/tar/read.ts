import type { RandomAccess } from '../random-access.js';
import { viewOf } from '../binary/bytes.js';
import { corrupt, unsupported, type MemberPlace } from './corrupt.js';
import { ArchiveCursor } from './cursor.js';
import { HEADER, isChecksum, TYPE, untilNul } from './header.js';
import { decodeMember, type RawMember } from './decode-member.js';
import type { TarMember } from './member.js';
import { decodeNumber } from './number.js';
import { decodeRecords, type PaxRecord } from './records.js';

/** What headers before a member say about it. */
interface Announced {
  records: PaxRecord[];
  longName: Uint8Array | undefined;
  longLink: Uint8Array | undefined;
}

/**
 * The members of a tar archive, in order: v7, POSIX (ustar and pax), GNU and star. Nothing is read of contents.
 *
 * An archive ends with two blocks of zeros, or with one at its very end; what follows them is not looked at.
 *
 * @throws OpsError `format-corrupt` with the place, for archives cut off as well; `format-unsupported` for types of
 *   members that are not files; `format-limit` for an extended header of more than 8 MiB
 */
export function* readTar(archive: RandomAccess): Generator<TarMember, void> {
  const cursor = new ArchiveCursor(archive);
  const globals = new Map<string, PaxRecord>();
  for (;;) {
    const member = readAnnounced(cursor, globals);
    if (!member) return;
    yield decodeMember(member, cursor);
  }
}

/** The next member with all that was announced for it; undefined at the end of the archive. */
function readAnnounced(cursor: ArchiveCursor, globals: Map<string, PaxRecord>): RawMember | undefined {
  const announced: Announced = { records: [], longName: undefined, longLink: undefined };
  const place: MemberPlace = { offset: cursor.position };
  for (;;) {
    const headerPlace = { offset: cursor.position };
    const block = cursor.block(headerPlace);
    if (block.every((byte) => byte === 0)) {
      if (headerPlace.offset !== place.offset) throw corrupt(place, 'nothing follows an extended header');
      checkEnd(cursor, headerPlace);
      return undefined;
    }
    const raw = decodeBlock(block, headerPlace);
    if (!takeAnnouncement(raw, cursor, announced, globals)) {
      const records = [...globals.values(), ...announced.records];
      return { ...raw, ...announced, records, offset: place.offset };
    }
  }
}

function decodeBlock(block: Uint8Array, place: MemberPlace) {
  const header = HEADER.decode(viewOf(block), 0);
  if (!isChecksum(block, decodeNumber(header.checksum)))
    throw corrupt(place, 'its checksum is wrong: not a tar header');
  const named = { ...place, name: untilNul(header.name) };
  const size = decodeNumber(header.size);
  if (size === undefined || size < 0) throw corrupt(named, 'its size is not a number');
  return { block: Uint8Array.from(block), header, size, place: named };
}

/** @returns whether the header was about the next member, or about all that follow */
function takeAnnouncement(
  { header: { type }, size, place }: ReturnType<typeof decodeBlock>,
  cursor: ArchiveCursor,
  announced: Announced,
  globals: Map<string, PaxRecord>,
): boolean {
  switch (type) {
    case TYPE.attributes:
      announced.records.push(...decodeRecords(cursor.content(size, place), place));
      return true;
    case TYPE.globalAttributes:
      for (const record of decodeRecords(cursor.content(size, place), place)) {
        if (record.keyword.startsWith('GNU.sparse.')) throw unsupported(place, 'one sparse map for all members');
        globals.set(record.keyword, record);
      }
      return true;
    case TYPE.longName:
      announced.longName = Uint8Array.from(untilNul(cursor.content(size, place)));
      return true;
    case TYPE.longLink:
      announced.longLink = Uint8Array.from(untilNul(cursor.content(size, place)));
      return true;
    case TYPE.volumeLabel:
      cursor.skip(size, place);
      return true;
    default:
      return false;
  }
}

/** Behind the first block of zeros. */
function checkEnd(cursor: ArchiveCursor, place: MemberPlace): void {
  if (cursor.atEnd) return;
  const isEnd = cursor.block(place).every((byte) => byte === 0);
  if (!isEnd) throw corrupt(place, 'one block of zeros is not the end of an archive, and no header either');
}
