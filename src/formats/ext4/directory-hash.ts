/**
 * The `half_md4` hash with signed characters that indexed directories are ordered by: a cut-down MD4 (RFC 1320) of
 * three rounds of eight steps over 32 bytes of the name at a time. The kernel's ext4 documentation, "Hash Tree
 * Directories".
 */
const K2 = 0x5a827999;
const K3 = 0x6ed9eba1;
const CHUNK = 32;
/** The largest hash means "end of directory" to readers that keep their place by hash. */
const END_OF_DIRECTORY = 0xfffffffe;

/** Hashes names with the 16-byte seed of a volume; the lowest bit of a hash is always zero. */
export function makeDirectoryHash(seed: Uint8Array): (name: Uint8Array) => number {
  const start = new Int32Array(4);
  const view = new DataView(seed.buffer, seed.byteOffset, 16);
  for (let index = 0; index < 4; index++) start[index] = view.getInt32(index * 4, true);
  if (start.every((word) => word === 0)) start.set([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  const state = new Int32Array(4);
  const words = new Int32Array(CHUNK / 4);
  return (name) => {
    state.set(start);
    for (let offset = 0; offset < name.length; offset += CHUNK) {
      loadWords(words, name, offset);
      mix(state, words);
    }
    const hash = ((state[1] ?? 0) & ~1) >>> 0;
    return hash === END_OF_DIRECTORY ? END_OF_DIRECTORY - 2 : hash;
  };
}

/** Packs up to 32 bytes big endian into words; what is missing is filled with the length that was left. */
function loadWords(words: Int32Array, name: Uint8Array, offset: number): void {
  const left = name.length - offset;
  const padding = Math.imul(left & 0xff, 0x01010101);
  for (let index = 0; index < words.length; index++) {
    const first = index * 4;
    let word = padding;
    for (let at = first; at < Math.min(first + 4, left); at++) {
      const signed = ((name[offset + at] ?? 0) << 24) >> 24;
      word = (signed + (word << 8)) | 0;
    }
    words[index] = word;
  }
}

function mix(state: Int32Array, words: Int32Array): void {
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0, w5 = 0, w6 = 0, w7 = 0] = words;
  let [a = 0, b = 0, c = 0, d = 0] = state;

  a = rotate(a + choose(b, c, d) + w0, 3);
  d = rotate(d + choose(a, b, c) + w1, 7);
  c = rotate(c + choose(d, a, b) + w2, 11);
  b = rotate(b + choose(c, d, a) + w3, 19);
  a = rotate(a + choose(b, c, d) + w4, 3);
  d = rotate(d + choose(a, b, c) + w5, 7);
  c = rotate(c + choose(d, a, b) + w6, 11);
  b = rotate(b + choose(c, d, a) + w7, 19);

  a = rotate(a + majority(b, c, d) + w1 + K2, 3);
  d = rotate(d + majority(a, b, c) + w3 + K2, 5);
  c = rotate(c + majority(d, a, b) + w5 + K2, 9);
  b = rotate(b + majority(c, d, a) + w7 + K2, 13);
  a = rotate(a + majority(b, c, d) + w0 + K2, 3);
  d = rotate(d + majority(a, b, c) + w2 + K2, 5);
  c = rotate(c + majority(d, a, b) + w4 + K2, 9);
  b = rotate(b + majority(c, d, a) + w6 + K2, 13);

  a = rotate(a + (b ^ c ^ d) + w3 + K3, 3);
  d = rotate(d + (a ^ b ^ c) + w7 + K3, 9);
  c = rotate(c + (d ^ a ^ b) + w2 + K3, 11);
  b = rotate(b + (c ^ d ^ a) + w6 + K3, 15);
  a = rotate(a + (b ^ c ^ d) + w1 + K3, 3);
  d = rotate(d + (a ^ b ^ c) + w5 + K3, 9);
  c = rotate(c + (d ^ a ^ b) + w0 + K3, 11);
  b = rotate(b + (c ^ d ^ a) + w4 + K3, 15);

  state[0] = (state[0] ?? 0) + a;
  state[1] = (state[1] ?? 0) + b;
  state[2] = (state[2] ?? 0) + c;
  state[3] = (state[3] ?? 0) + d;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function choose(x: number, y: number, z: number): number {
  return z ^ (x & (y ^ z));
}

function majority(x: number, y: number, z: number): number {
  return (x & y) | (x & z) | (y & z);
}
