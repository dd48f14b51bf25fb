import assert from 'node:assert/strict';
import { hasErrorCode } from '../../../src/core/errors.js';
import { findPvhEntry, findRelease, isElf64 } from '../../../src/formats/vmlinux/vmlinux.js';
import { assertDamageIsReported, assertNoiseIsReported } from '../damage.js';

interface Note {
  readonly name: string;
  readonly type: number;
  readonly content: readonly number[];
}

const ENTRY: Note = { name: 'Xen', type: 18, content: [0x50, 0x08, 0x00, 0x01, 0, 0, 0, 0] };
const OTHERS: readonly Note[] = [
  { name: 'GNU', type: 3, content: [1, 2, 3] },
  { name: 'Xen', type: 6, content: [...Buffer.from('linux\0')] },
  { name: 'Linux', type: 18, content: [9, 9, 9, 9] },
];

/** The bytes of notes: sizes, type, name and content, each up to a multiple of four. */
function noteBytes({ name, type, content }: Note): number[] {
  const word = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
  const padded = (bytes: number[]): number[] => [...bytes, ...new Uint8Array((4 - (bytes.length % 4)) % 4)];
  const text = [...Buffer.from(`${name}\0`)];
  return [...word(text.length), ...word(content.length), ...word(type), ...padded(text), ...padded([...content])];
}

/** An x86-64 ELF file with a segment to load, one of notes, and a text at its end. */
function vmlinux(notes: readonly Note[], text = ''): Uint8Array {
  const bytes = notes.flatMap(noteBytes);
  const file = new Uint8Array(0x100 + bytes.length + text.length);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(0x12, 62, true);
  view.setBigUint64(0x20, 0x40n, true);
  view.setUint16(0x36, 0x38, true);
  view.setUint16(0x38, 2, true);
  view.setUint32(0x40, 1, true);
  view.setUint32(0x78, 4, true);
  view.setBigUint64(0x80, 0x100n, true);
  view.setBigUint64(0x98, BigInt(bytes.length), true);
  file.set(bytes, 0x100);
  file.set(new TextEncoder().encode(text), 0x100 + bytes.length);
  return file;
}

describe('formats/vmlinux', () => {
  it('finds where a virtual machine enters', () => {
    assert.equal(findPvhEntry(vmlinux([...OTHERS, ENTRY])), 0x1000850);
    assert.equal(findPvhEntry(vmlinux(OTHERS)), undefined);
    assert.equal(findPvhEntry(vmlinux([])), undefined);
  });

  it('finds the release in the banner', () => {
    const banner = 'Linux version 6.1.0-56-amd64 (builder@example.org) (gcc)';
    assert.equal(findRelease(vmlinux([ENTRY], `Linux version %s (%s)\nL${banner}`)), '6.1.0-56-amd64');
    assert.equal(findRelease(vmlinux([ENTRY], 'Linux version %s (%s)')), undefined);
    assert.equal(findRelease(vmlinux([ENTRY], 'Linux version 6.1/../x (a)')), undefined);
  });

  it('refuses other machines and other files', () => {
    const arm = vmlinux([ENTRY]);
    arm[0x12] = 183;
    for (const file of [arm, new Uint8Array(100), vmlinux([ENTRY]).subarray(0, 0x110)]) {
      assert.throws(
        () => findPvhEntry(file),
        (error) => hasErrorCode(error, 'format-corrupt'),
      );
    }
    assert.equal(isElf64(arm), true);
    assert.equal(isElf64(new Uint8Array(100)), false);
  });

  it('reports damage, and what is no kernel at all', () => {
    assertDamageIsReported(vmlinux([...OTHERS, ENTRY]), findPvhEntry, 2000);
    assertNoiseIsReported(findPvhEntry);
  });
});
