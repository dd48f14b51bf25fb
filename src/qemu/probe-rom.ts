import { DEBUG_EXIT_PORT } from './debug-exit.js';

const ROM_BYTES = 0x10000;
/** The processor starts here, 16 bytes below 4 GiB; the ROM is mapped to end there, and again to end at 1 MiB. */
const RESET_VECTOR = 0xfff0;
const ROM_SEGMENT = 0xf000;
const GDT = 0x80;
const GDT_BYTES = 16;
const LOOPS = 20_000_000;

/** What the ROM writes to the debug exit device. */
const PASSED = 0x10;

/** QEMU's exit status when the ROM ran to its end. */
export const PROBE_PASSED_STATUS = (PASSED << 1) | 1;

/**
 * Firmware that tells whether a machine runs code at its proper speed: from real mode to long mode, as every kernel
 * goes, then a loop of 20 million rounds, which a processor ends in some 10 ms and QEMU's own translation in some 50.
 * A host whose KVM emulates every instruction reaches long mode, too, but not the end of the loop in a second.
 * Opcodes: Intel SDM, volume 2.
 */
export function probeRom(): Uint8Array {
  const rom = new Uint8Array(ROM_BYTES);
  const start = [...enterProtection(), ...enableLongMode()];
  const jump = [0x66, 0xea, ...u32((ROM_SEGMENT << 4) + start.length + 8), ...u16(8)]; // ljmpl $8, $longMode
  rom.set([...start, ...jump, ...loopAndExit()]);
  rom.set(gdt(), GDT);
  rom.set([0xea, ...u16(0), ...u16(ROM_SEGMENT)], RESET_VECTOR); // ljmpw $0xf000, $0
  return rom;
}

/** 16-bit code. Page tables at 0x1000: one entry each, then one page of 2 MiB at 0. Memory starts as zeros. */
function enterProtection(): number[] {
  return [
    ...[0xfa], // cli
    ...[0x31, 0xc0], // xorw %ax, %ax
    ...[0x8e, 0xd8], // movw %ax, %ds
    ...[0x66, 0xc7, 0x06, ...u16(0x1000), ...u32(0x2003)], // movl $0x2003, 0x1000: PML4 -> PDPT, present, writable
    ...[0x66, 0xc7, 0x06, ...u16(0x2000), ...u32(0x3003)], // movl $0x3003, 0x2000: PDPT -> PD
    ...[0x66, 0xc7, 0x06, ...u16(0x3000), ...u32(0x0083)], // movl $0x83, 0x3000: PD -> page at 0, large
    ...[0x66, 0xb8, ...u32(0x1000)], // movl $0x1000, %eax
    ...[0x0f, 0x22, 0xd8], // movl %eax, %cr3
  ];
}

/** Intel SDM, volume 3A, section 10.8.5, "Initializing IA-32e Mode". */
function enableLongMode(): number[] {
  return [
    ...[0x66, 0xb8, ...u32(0x20)], // movl $0x20, %eax: PAE
    ...[0x0f, 0x22, 0xe0], // movl %eax, %cr4
    ...[0x66, 0xb9, ...u32(0xc0000080)], // movl $0xc0000080, %ecx: EFER
    ...[0x0f, 0x32], // rdmsr
    ...[0x0d, ...u16(0x100)], // orw $0x100, %ax: LME
    ...[0x0f, 0x30], // wrmsr
    ...[0x2e, 0x66, 0x0f, 0x01, 0x16, ...u16(GDT + GDT_BYTES)], // lgdtl %cs:pointer
    ...[0x0f, 0x20, 0xc0], // movl %cr0, %eax
    ...[0x66, 0x0d, ...u32(0x80000001)], // orl $0x80000001, %eax: paging, protection
    ...[0x0f, 0x22, 0xc0], // movl %eax, %cr0
  ];
}

/** 64-bit code. */
function loopAndExit(): number[] {
  return [
    ...[0xb9, ...u32(LOOPS)], // movl $20000000, %ecx
    ...[0xff, 0xc9], // 1: decl %ecx
    ...[0x75, 0xfc], // jnz 1b
    ...[0xb8, ...u32(PASSED)], // movl $0x10, %eax
    ...[0x66, 0xba, ...u16(DEBUG_EXIT_PORT)], // movw $0x501, %dx
    ...[0xef], // outl %eax, %dx
    ...[0xf4], // 2: hlt
    ...[0xeb, 0xfd], // jmp 2b
  ];
}

/** The null descriptor, a 64-bit code segment, and the pointer that `lgdt` reads. */
function gdt(): number[] {
  const code = [...u32(0), ...u32(0x00209a00)];
  return [...u32(0), ...u32(0), ...code, ...u16(GDT_BYTES - 1), ...u32((ROM_SEGMENT << 4) + GDT)];
}

function u16(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff];
}

function u32(value: number): number[] {
  return [...u16(value & 0xffff), ...u16(value >>> 16)];
}
