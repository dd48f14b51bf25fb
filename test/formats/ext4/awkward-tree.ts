import { device, directory, type Directory, encode, file, link, type Node, pattern, special } from './trees.js';

/** One of everything that a writer may stumble over. */
export function awkwardTree(): Directory {
  const twice = file('one file, three names');
  return directory({
    empty: directory({}),
    deep: chain(60),
    wide: directory(Array.from({ length: 8000 }, (_, index) => ({ name: encode(`name-${index}`), node: file('') }))),
    long: directory(
      Array.from({ length: 300 }, (_, index) => ({ name: longName(index), node: file(`content of ${index}`) })),
    ),
    raw: directory([
      { name: Uint8Array.of(0xff, 0xfe, 0x80), node: file('not UTF-8') },
      { name: Uint8Array.of(0x01, 0x0a, 0x20), node: file('control characters') },
      { name: Uint8Array.of(0xc3, 0x28), node: directory({ inside: file('x') }) },
    ]),
    sizes: directory(
      Object.fromEntries(
        [0, 1, 4095, 4096, 4097, 1_048_575, 3_000_000].map((size) => [`${size}`, file(pattern(size))]),
      ),
    ),
    links: directory({
      1: link('x'),
      59: link('a'.repeat(59)),
      60: link('b'.repeat(60)),
      4095: link('c'.repeat(4095)),
    }),
    hard: directory({ first: twice, second: twice, below: directory({ third: twice }) }),
    special: directory({
      fifo: special('fifo'),
      socket: special('socket'),
      null: device('character-device', 1, 3),
      large: device('block-device', 4095, 1_048_575),
    }),
    sparse: directory({
      few: islands(3),
      some: islands(6),
      many: islands(1000),
      hole: hole(10_000_000),
      ragged: ragged(),
    }),
  });
}

/** A file with `count` pieces of data, each in a block of its own far from the next. */
export function islands(count: number): Node {
  const data = Array.from({ length: count }, (_, index) => ({ start: index * 20_000 + 100, length: 50 }));
  return { ...file(pattern(251)), size: count * 20_000 + 12_345, data };
}

/** A file that is nothing but a hole. */
function hole(size: number): Node {
  return { ...file('x'), size, data: [] };
}

/** Several pieces within a block, over its end and up to the last byte. */
function ragged(): Node {
  const data = [
    { start: 10, length: 20 },
    { start: 100, length: 5000 },
    { start: 6000, length: 1 },
    { start: 8191, length: 2 },
    { start: 20_000, length: 1 },
  ];
  return { ...file(pattern(251)), size: 20_001, data };
}

function chain(depth: number): Directory {
  let node = directory({ bottom: file('deep down') });
  for (let level = depth; level > 0; level--) node = directory({ [`level-${level}`]: node });
  return node;
}

function longName(index: number): Uint8Array {
  return encode(`${index}-`.padEnd(255, 'n'));
}
