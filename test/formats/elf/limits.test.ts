import assert from 'node:assert/strict';
import { hasErrorCode } from '../../../src/core/errors.js';
import { DT_NEEDED, DT_STRSZ, DT_STRTAB, PT_DYNAMIC, PT_INTERP, PT_LOAD } from '../../../src/formats/elf/constants.js';
import { ELF64, encodeFields } from '../../../src/formats/elf/layout.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { readElf } from '../../../src/formats/elf/reader.js';

const STRINGS = 64 + 3 * 56;
const DYNAMIC = STRINGS + 64;
const LOAD_ADDRESS = 0x400000;

interface Recipe {
  readonly needed?: readonly number[];
  readonly stringsSize?: number;
  readonly programHeaders?: number;
  readonly dynamicSize?: number;
  readonly interpreterSize?: number;
}

/** A small ELF file made by hand: three segments, a string table with "libx.so" at 1, and a dynamic section. */
function build(recipe: Recipe): Uint8Array {
  const { needed = [], stringsSize = 64, programHeaders = 3, dynamicSize, interpreterSize = 8 } = recipe;
  const tags = [
    ...needed.map((value) => ({ tag: DT_NEEDED, value })),
    { tag: DT_STRTAB, value: LOAD_ADDRESS + STRINGS },
    { tag: DT_STRSZ, value: stringsSize },
    { tag: 0, value: 0 },
  ];
  const bytes = new Uint8Array(DYNAMIC + tags.length * 16 + 100_000);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const header = { type: 3, machine: 62, entry: 1, phoff: 64, phentsize: 56, phnum: programHeaders };
  encodeFields(bytes, 0, ELF64.header, header);
  const segments = [
    { type: PT_LOAD, offset: 0, vaddr: LOAD_ADDRESS, filesz: bytes.length, memsz: bytes.length },
    { type: PT_DYNAMIC, offset: DYNAMIC, vaddr: 0, filesz: dynamicSize ?? tags.length * 16, memsz: 0 },
    { type: PT_INTERP, offset: STRINGS + 1, vaddr: 0, filesz: interpreterSize, memsz: 0 },
  ];
  for (const [index, segment] of segments.entries()) {
    encodeFields(bytes, 64 + index * 56, ELF64.programHeader, segment);
  }
  bytes.set(new TextEncoder().encode('\0libx.so\0'), STRINGS);
  for (const [index, entry] of tags.entries()) encodeFields(bytes, DYNAMIC + index * 16, ELF64.dynamic, entry);
  return bytes;
}

const read = (recipe: Recipe) => readElf(bytesAccess(build(recipe)), 'made');

function assertRefused(recipe: Recipe, reason: RegExp): void {
  assert.throws(
    () => read(recipe),
    (error) => hasErrorCode(error, 'format-corrupt') && reason.test(error.message),
  );
}

describe('formats/elf/reader at its limits', () => {
  it('reads what is made by hand', () => {
    const elf = read({ needed: [1, 4] });
    assert.deepEqual(elf.dynamic?.needed, ['libx.so', 'x.so']);
    assert.equal(elf.interpreter, 'libx.so');
    assert.equal(read({ needed: Array<number>(1024).fill(1) }).dynamic?.needed.length, 1024);
  });

  it('refuses counts and sizes that no program has', () => {
    assertRefused({ needed: Array<number>(1025).fill(1) }, /it needs 1025 libraries$/);
    assertRefused({ programHeaders: 1171 }, /it has 1171 program headers$/);
    assertRefused({ dynamicSize: 65_552 }, /its dynamic section has 65552 bytes$/);
    assertRefused({ interpreterSize: 4097 }, /the name of its interpreter has 4097 bytes$/);
    assertRefused({ interpreterSize: 1 }, /the name of its interpreter has 1 bytes$/);
  });

  it('refuses names outside of the string table, or that run out of it', () => {
    assertRefused({ needed: [64] }, /outside its string table$/);
    assertRefused({ needed: [1], stringsSize: 1 }, /outside its string table$/);
    assertRefused({ needed: [1], stringsSize: 8 }, /the name of a needed library has no end$/);
    assertRefused({ needed: [2 ** 33], stringsSize: 2 ** 34 }, /at an address that the file does not hold$/);
  });

  it('refuses a dynamic section or an interpreter without an end', () => {
    assertRefused({ dynamicSize: 16 }, /its dynamic section has no end$/);
    assertRefused({ interpreterSize: 4 }, /the name of its interpreter has no end$/);
  });
});
