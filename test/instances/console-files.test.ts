import assert from 'node:assert/strict';
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { ConsoleFiles } from '../../src/instances/console-files.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

describe('instances/console-files', () => {
  const inDirectory = useTemporaryDirectory();
  const [current, old] = ['console.log', 'console.log.1'];
  const write = (text: string): void => {
    appendFileSync(inDirectory(current), text);
  };
  const rotate = (): void => {
    renameSync(inDirectory(current), inDirectory(old));
  };
  const open = () => new ConsoleFiles({ current: inDirectory(current), old: inDirectory(old) });
  const textOf = (files: ConsoleFiles): string => Buffer.concat([...files.read()]).toString();

  it('reads the old file, then the current one, then what is added', () => {
    writeFileSync(inDirectory(old), 'a');
    write('b');
    using files = open();
    assert.equal(textOf(files), 'ab');
    assert.equal(textOf(files), '');
    write('c');
    assert.equal(textOf(files), 'c');
  });

  it('waits for a file that is not there yet', () => {
    using files = open();
    assert.equal(textOf(files), '');
    write('a');
    assert.equal(textOf(files), 'a');
  });

  it('loses nothing when the file is rotated, also between its two steps', () => {
    write('a');
    using files = open();
    assert.equal(textOf(files), 'a');
    write('b');
    rotate();
    appendFileSync(inDirectory(old), 'c');
    assert.equal(textOf(files), 'bc');
    appendFileSync(inDirectory(old), 'd');
    write('e');
    assert.equal(textOf(files), 'de');
    rotate();
    write('f');
    assert.equal(textOf(files), 'f');
  });

  it('goes on with what is there when it is two rotations behind, and with what it has when all is deleted', () => {
    write('a');
    using files = open();
    assert.equal(textOf(files), 'a');
    write('b');
    rotate();
    write('c');
    rotate();
    write('d');
    assert.equal(textOf(files), 'bcd');
    write('e');
    for (const name of [current, old]) rmSync(inDirectory(name));
    assert.equal(textOf(files), 'e');
  });
});
