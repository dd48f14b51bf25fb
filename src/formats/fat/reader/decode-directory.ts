import { viewOf } from '../../binary/bytes.js';
import type { StructureValue } from '../../binary/structure.js';
import type { Timestamp } from '../../tree.js';
import { ATTRIBUTES, DIRECTORY_ENTRY } from '../directory-entry.js';
import { SLOT_SIZE } from '../geometry.js';
import { LONG_NAME_ATTRIBUTES, LongNameReader } from '../long-name.js';
import { joinShortName } from '../short-name.js';
import { decodeTime } from '../timestamp.js';
import { corrupt } from './volume.js';

/** A file or a directory of a volume. */
export interface FatEntry {
  /** Its long name, or its short one where it has no other. */
  readonly name: string;
  readonly kind: 'file' | 'directory';
  /** Bytes; 0 for a directory. */
  readonly size: number;
  readonly readOnly: boolean;
  /** Taken as UTC; `undefined` where the volume does not say it. */
  readonly modified: Timestamp | undefined;
  readonly created: Timestamp | undefined;
  /** Where it begins; 0 for an empty file, and for the root of FAT16. */
  readonly firstCluster: number;
}

/** What the first byte of a slot says that is no name: nothing is here and behind, or something was here. */
const END = 0x00;
const DELETED = 0xe5;
/** Stands for a first character 0xe5. */
const ESCAPED_DELETED = 0x05;
const DOT = 0x2e;
const SMALL_BASE = 0x08;
const SMALL_EXTENSION = 0x10;
const BASE_LENGTH = 8;

/**
 * What the slots of a directory say is in it, without `.` and `..`, its label and what was deleted.
 * @throws OpsError `format-corrupt` for a name that would be a path
 */
export function decodeDirectory(directory: Uint8Array): FatEntry[] {
  const view = viewOf(directory);
  const longName = new LongNameReader();
  const entries: FatEntry[] = [];
  for (let offset = 0; offset + SLOT_SIZE <= directory.length; offset += SLOT_SIZE) {
    const first = directory[offset];
    if (first === END) break;
    const fields = DIRECTORY_ENTRY.decode(view, offset);
    if (first !== DELETED && (fields.attributes & LONG_NAME_ATTRIBUTES) === LONG_NAME_ATTRIBUTES) {
      longName.take(directory, offset);
      continue;
    }
    const name = longName.finish(fields.name);
    const isFile = first !== DELETED && first !== DOT && (fields.attributes & ATTRIBUTES.volumeLabel) === 0;
    if (isFile) entries.push(describeEntry(fields, checkName(name ?? decodeShortName(fields))));
  }
  return entries;
}

type Slot = StructureValue<typeof DIRECTORY_ENTRY.table>;

function describeEntry(fields: Slot, name: string): FatEntry {
  const isDirectory = (fields.attributes & ATTRIBUTES.directory) !== 0;
  return {
    name,
    kind: isDirectory ? 'directory' : 'file',
    size: isDirectory ? 0 : fields.size,
    readOnly: (fields.attributes & ATTRIBUTES.readOnly) !== 0,
    modified: decodeTime({ date: fields.modifiedDate, time: fields.modifiedTime, hundredths: 0 }),
    created: decodeTime({
      date: fields.createdDate,
      time: fields.createdTime,
      hundredths: fields.createdHundredths,
    }),
    firstCluster: fields.firstCluster,
  };
}

/** Nobody who makes a file of an entry shall be led elsewhere by its name. */
function checkName(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name)) {
    throw corrupt(`a file is called ${JSON.stringify(name)}, which is no name`);
  }
  return name;
}

/** A short name as people see it. What it has beyond ASCII is taken for Latin-1: nothing says what it is. */
function decodeShortName({ name, smallLetters }: Slot): string {
  const bytes = name.slice();
  if (bytes[0] === ESCAPED_DELETED) bytes[0] = DELETED;
  const text = new TextDecoder('latin1').decode(bytes);
  const base = text.slice(0, BASE_LENGTH).trimEnd();
  const extension = text.slice(BASE_LENGTH).trimEnd();
  return joinShortName({
    base: smallLetters & SMALL_BASE ? base.toLowerCase() : base,
    extension: smallLetters & SMALL_EXTENSION ? extension.toLowerCase() : extension,
  });
}
