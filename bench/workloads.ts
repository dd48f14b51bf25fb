import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { SeededRandom } from './seeded-random.js';

/** Something to make a volume of. The same name gives the same bytes on every machine. */
export interface Workload {
  readonly name: string;
  readonly content: string;
  /** Size of the volume, as `-s` takes it. */
  readonly volumeSize: string;
  readonly others?: OtherMakers;
  /** Makes the source below an empty directory; absent where the volume is empty. */
  readonly make?: (directory: string) => void;
}

/** What the other programs can do of a workload. */
export interface OtherMakers {
  /** Counted runs: few where it takes minutes, 0 where it would take hours. */
  readonly mke2fs?: number;
  readonly genext2fs?: number;
  /** `genext2fs` has to be told how many there will be. Default 65,536. */
  readonly inodes?: number;
}

const SEED = 0x5eed;
const DIRECTORIES_IN_PACKAGE = 6;

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'A',
    content: '50,000 files of 0 to 8 KiB in 500 directories',
    volumeSize: '1g',
    make: (directory) => {
      makeSmallFiles(directory, { directories: 500, filesEach: 100, largest: 8192 });
    },
  },
  {
    name: 'B',
    content: '4 files of 512 MiB',
    volumeSize: '3g',
    others: { genext2fs: 1 },
    make: (directory) => {
      const random = new SeededRandom(SEED);
      for (let index = 0; index < 4; index++) makeLargeFile(path.join(directory, `large-${index}`), 512, random);
    },
  },
  {
    name: 'C',
    content: 'one directory of 50,000 files of 0 to 64 bytes',
    volumeSize: '1g',
    others: { mke2fs: 1, genext2fs: 1 },
    make: (directory) => {
      makeSmallFiles(directory, { directories: 1, filesEach: 50_000, largest: 64 });
    },
  },
  {
    name: 'D',
    content: 'a large node_modules: 55,870 files, 5,998 directories, 0.97 GB',
    volumeSize: '2g',
    make: (directory) => {
      makePackages(directory, { directories: 5998, files: 55_870, smallest: 64, largest: 132_000 });
    },
  },
  {
    name: 'E',
    content: 'one file of 8 GiB with 256 islands of 256 KiB',
    volumeSize: '9g',
    others: { genext2fs: 0 },
    make: (directory) => {
      makeSparseFile(path.join(directory, 'sparse'), 8 * 2 ** 30, 256, 256 * 1024);
    },
  },
  { name: 'F', content: 'an empty volume of 10g', volumeSize: '10g', others: { genext2fs: 0 } },
  { name: 'G', content: 'an empty volume of 1t', volumeSize: '1t', others: { genext2fs: 0 } },
];

/** Left out unless they are asked for. */
export const LARGE_WORKLOADS: readonly Workload[] = [
  {
    name: 'M',
    content: '1,000,000 files of 0 to 64 bytes in 1,000 directories',
    volumeSize: '8g',
    others: { mke2fs: 1, genext2fs: 1, inodes: 1_010_000 },
    make: (directory) => {
      makeSmallFiles(directory, { directories: 1000, filesEach: 1000, largest: 64 });
    },
  },
  {
    name: 'N',
    content: '1,000,000 files of 0 to 64 bytes in one directory',
    volumeSize: '8g',
    others: { mke2fs: 0, genext2fs: 0 },
    make: (directory) => {
      makeSmallFiles(directory, { directories: 1, filesEach: 1_000_000, largest: 64 });
    },
  },
];

function makeSmallFiles(root: string, shape: { directories: number; filesEach: number; largest: number }): void {
  const random = new SeededRandom(SEED);
  const pool = random.bytes(1 << 20);
  for (let directory = 0; directory < shape.directories; directory++) {
    const folder = path.join(root, `d${String(directory).padStart(4, '0')}`);
    mkdirSync(folder);
    for (let file = 0; file < shape.filesEach; file++) {
      const length = random.below(shape.largest + 1);
      const start = random.below(pool.length - length);
      writeFileSync(path.join(folder, `f${String(file).padStart(6, '0')}`), pool.subarray(start, start + length));
    }
  }
}

/** As package managers lay them out: a directory each, with a few below it. As many files of 1 KiB as of 64 KiB. */
function makePackages(
  root: string,
  shape: { directories: number; files: number; smallest: number; largest: number },
): void {
  const random = new SeededRandom(SEED);
  const pool = random.bytes(1 << 20);
  let inPackage: string[] = [];
  let made = 0;
  for (let directory = 0; directory < shape.directories; directory++) {
    if (directory % DIRECTORIES_IN_PACKAGE === 0) inPackage = [];
    const folder = path.join(inPackage[random.below(inPackage.length || 1)] ?? root, `package-${directory}`);
    mkdirSync(folder);
    inPackage.push(folder);
    for (; made < ((directory + 1) * shape.files) / shape.directories; made++) {
      const length = Math.floor(shape.smallest * (shape.largest / shape.smallest) ** (random.below(4096) / 4096));
      const start = random.below(pool.length - length);
      writeFileSync(path.join(folder, `module-${made}.js`), pool.subarray(start, start + length));
    }
  }
}

function makeLargeFile(file: string, mebibytes: number, random: SeededRandom): void {
  const fd = openSync(file, 'w');
  for (let index = 0; index < mebibytes; index++) writeSync(fd, random.bytes(1 << 20));
  closeSync(fd);
}

function makeSparseFile(file: string, size: number, islands: number, islandSize: number): void {
  const island = new SeededRandom(SEED).bytes(islandSize);
  const fd = openSync(file, 'w');
  ftruncateSync(fd, size);
  for (let index = 0; index < islands; index++) {
    writeSync(fd, island, 0, islandSize, Math.floor(size / islands) * index + 8 * islandSize);
  }
  closeSync(fd);
}
