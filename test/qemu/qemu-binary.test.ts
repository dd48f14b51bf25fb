import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasErrorCode, type ErrorCode } from '../../src/core/errors.js';
import { findQemu, findQemuImg } from '../../src/qemu/qemu-binary.js';
import { Workshop } from './real-qemu.js';

describe('QEMU binary', () => {
  const workshop = new Workshop();
  const bin = workshop.file('bin');
  const file = path.join(bin, 'qemu-system-x86_64');
  const cacheFolder = workshop.file('some/cache');
  const find = (): ReturnType<typeof findQemu> => findQemu({ env: { PATH: `:relative:${bin}` }, cacheFolder });

  /** A program that says `text` and writes down that it was asked. */
  const install = (text: string): void => {
    mkdirSync(bin, { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho asked >> ${workshop.file('asked')}\necho "${text}"\n`);
    chmodSync(file, 0o755);
  };
  const timesAsked = (): number => readFileSync(workshop.file('asked'), 'utf8').split('\n').length - 1;
  const fails = async (code: ErrorCode, hint?: RegExp): Promise<void> => {
    await assert.rejects(find, (error) => hasErrorCode(error, code) && (!hint || hint.test(error.hint ?? '')));
  };

  beforeEach(() => {
    rmSync(bin, { recursive: true, force: true });
    rmSync(cacheFolder, { recursive: true, force: true });
    writeFileSync(workshop.file('asked'), '');
  });
  after(() => {
    workshop.dispose();
  });

  it('is asked for its version once, and again when it changes', async () => {
    install('QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)');
    assert.deepEqual(await find(), { file, version: '7.2.22' });
    assert.deepEqual(await find(), { file, version: '7.2.22' });
    assert.equal(timesAsked(), 1);
    install('QEMU emulator version 9.1.0');
    utimesSync(file, 1, 1);
    assert.equal((await find()).version, '9.1.0');
    assert.equal(timesAsked(), 2);
  });

  it('is asked again when what was kept cannot be read', async () => {
    install('QEMU emulator version 7.2.22');
    await find();
    for (const damage of ['', '[]', 'null', '{"file":1}']) {
      writeFileSync(path.join(cacheFolder, 'qemu.json'), damage);
      assert.equal((await find()).version, '7.2.22');
    }
    assert.equal(timesAsked(), 5);
  });

  it('is found all the same when nothing can be kept', async () => {
    install('QEMU emulator version 7.2.22');
    writeFileSync(workshop.file('occupied'), '');
    const found = await findQemu({ env: { PATH: bin }, cacheFolder: workshop.file('occupied/cache') });
    assert.equal(found.version, '7.2.22');
  });

  it('is missing: on an empty path, as a folder, without the right to run it', async () => {
    await fails('qemu-missing', /qemu/);
    mkdirSync(file, { recursive: true });
    await fails('qemu-missing');
    rmSync(file, { recursive: true });
    install('QEMU emulator version 7.2.22');
    chmodSync(file, 0o644);
    await fails('qemu-missing');
    await assert.rejects(findQemu({ env: {}, cacheFolder }), (error) => hasErrorCode(error, 'qemu-missing'));
  });

  it('is too old', async () => {
    for (const version of ['6.1.9', '2.12.0']) {
      install(`QEMU emulator version ${version}`);
      await fails('qemu-too-old', /newer QEMU/);
    }
    for (const version of ['6.2.0', '10.0.0']) {
      install(`QEMU emulator version ${version}`);
      assert.equal((await find()).version, version);
    }
  });

  it('does not run, or is another program', async () => {
    install('hello');
    await fails('qemu-failed');
    writeFileSync(file, '#!/bin/sh\nexit 3\n');
    await fails('qemu-failed', /--version/);
  });

  it('is really here, and so is qemu-img', async () => {
    const found = await workshop.qemu();
    assert.match(found.version, /^\d+\.\d+\.\d+$/);
    assert.ok(statSync(findQemuImg(workshop.env)).isFile());
    assert.throws(
      () => findQemuImg({ PATH: bin }),
      (error) => hasErrorCode(error, 'tool-missing'),
    );
  });
});
