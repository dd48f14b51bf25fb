import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasErrorCode } from '../../../../src/core/errors.js';
import { importKernel } from '../../../../src/guests/linux/kernels/import-kernel.js';
import { changeFolders, publishFolder } from '../../../../src/io/publish-folder.js';
import {
  deleteKernel,
  findStoredKernel,
  kernelsDirectory,
  listKernels,
  useKernel,
} from '../../../../src/guests/linux/kernels/store.js';
import { writeSampleKernel } from '../../../oracles/sample-kernel.js';
import { useTemporaryFolder } from '../../../oracles/temporary-folder.js';

const RELEASES = ['6.1.0-9-amd64', '6.1.0-10-amd64', '5.10.0-30-amd64'];

describe('guests/linux/kernels/store', () => {
  const folder = useTemporaryFolder();

  async function install(home: string, release: string): Promise<string> {
    const image = writeSampleKernel(path.join(folder(), 'host'), { release });
    const modulesOf = (found: string): string => path.join(folder(), 'host/lib/modules', found);
    const directory = kernelsDirectory(home);
    return changeFolders(directory, () =>
      publishFolder(directory, (into) => importKernel({ image, modulesOf }, into, new Date(0)).release),
    );
  }

  async function homeWithKernels(): Promise<string> {
    const home = path.join(folder(), 'home');
    for (const release of RELEASES) await install(home, release);
    return home;
  }

  it('is empty where nothing is', () => {
    assert.deepEqual(listKernels({ home: folder() }), []);
    assert.equal(findStoredKernel(folder()), undefined);
  });

  it('lists the newest first, and gives it to guests', async () => {
    const kernels = listKernels({ home: await homeWithKernels() });
    assert.deepEqual(
      kernels.map(({ release, inUse }) => [release, inUse]),
      [
        ['6.1.0-10-amd64', true],
        ['6.1.0-9-amd64', false],
        ['5.10.0-30-amd64', false],
      ],
    );
  });

  it('gives guests the one that was chosen, also when a newer one comes', async () => {
    const home = await homeWithKernels();
    await useKernel({ home, release: '6.1.0-9-amd64' });
    await install(home, '7.0-amd64');
    assert.equal(findStoredKernel(home)?.release, '6.1.0-9-amd64');
    assert.equal(listKernels({ home })[0]?.release, '7.0-amd64');
  });

  it('deletes, but not the one that was chosen', async () => {
    const home = await homeWithKernels();
    await useKernel({ home, release: '6.1.0-9-amd64' });
    await assert.rejects(deleteKernel({ home, release: '6.1.0-9-amd64' }), (error) =>
      hasErrorCode(error, 'kernel-in-use'),
    );
    await deleteKernel({ home, release: '6.1.0-10-amd64' });
    await deleteKernel({ home, release: '6.1.0-9-amd64', force: true });
    assert.equal(findStoredKernel(home)?.release, '5.10.0-30-amd64');
    assert.deepEqual(readdirSync(kernelsDirectory(home)).sort(), ['.lock', '5.10.0-30-amd64']);
  });

  it('names the closest release when there is none of the name', async () => {
    const home = await homeWithKernels();
    for (const change of [useKernel, deleteKernel]) {
      await assert.rejects(
        change({ home, release: '6.1.0-11-amd64' }),
        (error) => hasErrorCode(error, 'kernel-not-found') && (error.hint ?? '').includes('6.1.0-1'),
      );
    }
    await assert.rejects(useKernel({ home, release: '../kernels' }), (error) =>
      hasErrorCode(error, 'kernel-not-found'),
    );
  });

  it('takes a folder that is not whole for none, and replaces it', async () => {
    const home = await homeWithKernels();
    const record = path.join(kernelsDirectory(home), '6.1.0-10-amd64/kernel.json');
    for (const text of ['', '{', 'null', '{"release":"x"}', '{"modules":{"base":["../../x"]}}']) {
      writeFileSync(record, text);
      assert.equal(findStoredKernel(home)?.release, '6.1.0-9-amd64');
    }
    await install(home, '6.1.0-10-amd64');
    assert.equal(findStoredKernel(home)?.release, '6.1.0-10-amd64');
    rmSync(path.join(kernelsDirectory(home), '6.1.0-10-amd64/vmlinux'));
    assert.equal(findStoredKernel(home)?.release, '6.1.0-9-amd64');
  });

  it('leaves nothing of an installation that fails, and removes what a killed one left', async () => {
    const home = await homeWithKernels();
    const directory = kernelsDirectory(home);
    const before = readdirSync(directory).sort();
    const failing = changeFolders(directory, () =>
      publishFolder(directory, (into) => {
        writeFileSync(path.join(into, 'vmlinux'), 'half');
        throw new Error('stopped');
      }),
    );
    await assert.rejects(failing, /stopped/);
    assert.deepEqual(readdirSync(directory).sort(), before);

    mkdirSync(path.join(directory, '.unfinished-0123456789abcdef/package'), { recursive: true });
    await useKernel({ home, release: '6.1.0-9-amd64' });
    assert.deepEqual(readdirSync(directory).sort(), [...before, 'selected'].sort());
  });

  it('works through a symbolic link', async () => {
    const shared = await homeWithKernels();
    const home = path.join(folder(), 'other');
    mkdirSync(home);
    symlinkSync(kernelsDirectory(shared), kernelsDirectory(home));
    await install(home, '7.0-amd64');
    assert.equal(findStoredKernel(home)?.release, '7.0-amd64');
    assert.ok(existsSync(path.join(kernelsDirectory(shared), '7.0-amd64/kernel.json')));
    await deleteKernel({ home, release: '7.0-amd64' });
    assert.equal(findStoredKernel(shared)?.release, '6.1.0-10-amd64');
  });
});
