import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { HostContentSource, type TreeContent } from '../../src/filesystem/host-content.js';
import { walkHostTree } from '../../src/filesystem/host-tree.js';
import type { FileNode } from '../../src/formats/tree.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { unprivilegedArgv } from '../oracles/privileges.js';
import { getNode } from './tree-listing.js';

const moduleAt = (name: string): string => new URL(`../../src/filesystem/${name}.js`, import.meta.url).href;
const SIZE = 100_000;

describe('filesystem/host-content', () => {
  const at = useTemporaryDirectory();
  let source = new HostContentSource();
  beforeEach(() => {
    mkdirSync(at('dir'));
    source = new HostContentSource();
  });
  afterEach(() => {
    source.close();
  });

  function plan(name: string): FileNode<TreeContent> {
    const walk = walkHostTree(at('dir'));
    for (let next = walk.next(); ; next = walk.next()) if (next.done) return getNode(next.value, `/${name}`, 'file');
  }

  function read(file: FileNode<TreeContent>, chunk: number, between?: () => void): Buffer {
    const content = Buffer.alloc(file.size);
    for (let start = 0; start < file.size; start += chunk) {
      source.read(file, start, content.subarray(start, start + chunk));
      if (start === 0) between?.();
    }
    return content;
  }

  const countOpenFiles = (): number => readdirSync('/proc/self/fd').length;

  it('gives the bytes, in any pieces, and leaves nothing open', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 5000 }),
        fc.integer({ min: 1, max: 6000 }),
        (bytes, chunk) => {
          writeFileSync(at('dir/file'), bytes);
          const file = plan('file');
          const open = countOpenFiles();
          assert.ok(read(file, chunk).equals(bytes));
          assert.equal(countOpenFiles(), open);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('gives bytes of memory', () => {
    const content = randomBytes(1000);
    const time = { seconds: 0, nanoseconds: 0 };
    const node = { kind: 'file', mode: 0o644, uid: 0, gid: 0, atime: time, mtime: time, ctime: time } as const;
    assert.ok(read({ ...node, size: 1000, content }, 300).equals(content));
  });

  it('goes from one file to another, and back', () => {
    for (const name of ['a', 'b']) writeFileSync(at('dir', name), name.repeat(10));
    const [a, b] = [plan('a'), plan('b')];
    const open = countOpenFiles();
    const into = Buffer.alloc(5);
    for (const [file, expected] of [[a, 'aaaaa'], [b, 'bbbbb'], [a, 'aaaaa']] as const) {
      source.read(file, 0, into);
      assert.equal(into.toString(), expected);
    } // prettier-ignore
    assert.equal(countOpenFiles(), open + 1);
    source.close();
    assert.equal(countOpenFiles(), open);
  });

  it('reads the data of a sparse file, and checks it after the last of it', () => {
    writeFileSync(at('dir/file'), randomBytes(8192));
    truncateSync(at('dir/file'), 20_000_000);
    const file = plan('file');
    assert.deepEqual(file.data, [{ start: 0, length: 8192 }]);
    const into = Buffer.alloc(8192);
    const open = countOpenFiles();
    source.read(file, 0, into);
    assert.ok(into.equals(readFileSync(at('dir/file')).subarray(0, 8192)));
    assert.equal(countOpenFiles(), open);
    appendFileSync(at('dir/file'), 'x');
    assert.throws(() => { source.read(file, 0, into); }, opsError('source-changed')); // prettier-ignore
  });

  it('leaves the time of access as it was', () => {
    writeFileSync(at('dir/file'), 'content');
    utimesSync(at('dir/file'), 1000, 2000);
    read(plan('file'), 100);
    assert.equal(lstatSync(at('dir/file')).atimeMs, 1_000_000);
  });

  const CHANGES: Readonly<Record<string, (file: string) => void>> = {
    grows: (file) => { appendFileSync(file, 'more'); },
    'grows in secret': (file) => { appendFileSync(file, 'more'); utimesSync(file, 1000, 1000); },
    'gets shorter': (file) => { truncateSync(file, SIZE / 2); },
    'gets empty': (file) => { truncateSync(file, 0); },
    'is removed': (file) => { rmSync(file); },
    'is written over': (file) => { writeFileSync(file, randomBytes(SIZE)); },
    'is replaced by another of the same size': (file) => {
      const { atime, mtime } = lstatSync(file);
      writeFileSync(`${file}.new`, randomBytes(SIZE));
      utimesSync(`${file}.new`, atime, mtime);
      renameSync(`${file}.new`, file);
    },
    'becomes a link': (file) => { renameSync(file, `${file}.old`); symlinkSync(`${file}.old`, file); },
    'becomes a directory': (file) => { rmSync(file); mkdirSync(file); },
    'becomes a FIFO': (file) => { rmSync(file); spawnSync('mkfifo', [file]); },
    'has its directory removed': (file) => { rmSync(file.replace(/\/[^/]*$/, ''), { recursive: true }); },
  }; // prettier-ignore

  for (const [name, change] of Object.entries(CHANGES)) {
    for (const chunk of [SIZE, 4096]) {
      it(`notices a file that ${name} before it is read in pieces of ${chunk}`, () => {
        writeFileSync(at('dir/file'), randomBytes(SIZE));
        utimesSync(at('dir/file'), 1000, 1000);
        const file = plan('file');
        change(at('dir/file'));
        const open = countOpenFiles();
        assert.throws(() => read(file, chunk), opsError('source-changed', at('dir/file')));
        assert.equal(countOpenFiles(), open);
      });
    }
  }

  for (const name of ['grows', 'gets shorter', 'gets empty', 'is written over']) {
    it(`notices a file that ${name} while it is read`, () => {
      writeFileSync(at('dir/file'), randomBytes(SIZE));
      utimesSync(at('dir/file'), 1000, 1000);
      const file = plan('file');
      const reading = (): unknown => read(file, 4096, () => CHANGES[name]?.(at('dir/file')));
      assert.throws(reading, opsError('source-changed', at('dir/file')));
    });
  }

  it('notices a change at the first piece, not after all of a large file', () => {
    writeFileSync(at('dir/file'), randomBytes(SIZE));
    const file = plan('file');
    utimesSync(at('dir/file'), 1000, 1000);
    assert.throws(() => { source.read(file, 0, Buffer.alloc(10)); }, opsError('source-changed')); // prettier-ignore
  });

  it('names the file that it may not read', async () => {
    chmodSync(at('.'), 0o755);
    writeFileSync(at('dir/file'), 'secret', { mode: 0o604 });
    const script = `
      import { readHostTree } from '${moduleAt('host-tree')}';
      import { HostContentSource } from '${moduleAt('host-content')}';
      const tree = await readHostTree(process.argv[1]);
      const source = new HostContentSource();
      const read = () => source.read(tree.entries[0].node, 0, new Uint8Array(6));
      read();
      console.log('read');
      await new Promise((resolve) => process.stdin.once('data', resolve));
      try { read(); } catch (error) { console.log(error.code + ' ' + error.message); }`;
    const node = unprivilegedArgv([process.execPath, '--input-type=module', '-e', script, at('dir')]);
    const child = spawn(node[0], node.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      if (said.push(line) > 1) continue;
      chmodSync(at('dir/file'), 0o000);
      child.stdin.end('\n');
    }
    assert.deepEqual(said, ['read', `source-unreadable ${at('dir/file')}: cannot read: permission denied`]);
  });
});
