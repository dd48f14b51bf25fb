/** Firmware that writes the bytes 0, 1, 2, ... 255, 0, ... to the first serial port, for ever. */
export function countingRom(): Uint8Array {
  const rom = new Uint8Array(0x10000);
  rom.set([
    ...[0x30, 0xdb], // xorb %bl, %bl
    ...[0xba, 0xfd, 0x03], // 1: movw $0x3fd, %dx: line status
    ...[0xec], // 2: inb %dx, %al
    ...[0xa8, 0x20], // testb $0x20, %al: the transmitter takes a byte
    ...[0x74, 0xfb], // jz 2b
    ...[0xba, 0xf8, 0x03], // movw $0x3f8, %dx: data
    ...[0x88, 0xd8], // movb %bl, %al
    ...[0xee], // outb %al, %dx
    ...[0xfe, 0xc3], // incb %bl
    ...[0xeb, 0xee], // jmp 1b
  ]);
  rom.set([0xea, 0x00, 0x00, 0x00, 0xf0], 0xfff0); // ljmpw $0xf000, $0
  return rom;
}

/** Throws unless each byte is one more than the byte before. */
export function assertCounts(bytes: Uint8Array): void {
  const wrong = bytes.findIndex((byte, index) => byte !== (index & 255));
  if (wrong >= 0) throw new Error(`byte ${wrong} of ${bytes.length} is ${bytes[wrong]}`);
}
