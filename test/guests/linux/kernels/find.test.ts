import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasErrorCode } from '../../../../src/core/errors.js';
import { findKernel, type HostKernels } from '../../../../src/guests/linux/kernels/find.js';
import type { Kernel } from '../../../../src/guests/linux/kernels/kernel.js';
import { modulePath } from '../../../../src/guests/linux/kernels/kernel.js';
import { SAMPLE_MODULES, sampleVmlinux, writeSampleKernel } from '../../../oracles/sample-kernel.js';
import { useTemporaryFolder } from '../../../oracles/temporary-folder.js';

describe('guests/linux/kernels/find', () => {
  const folder = useTemporaryFolder();
  const host = (runningRelease: string): HostKernels => ({
    boot: path.join(folder(), 'host/boot'),
    modules: path.join(folder(), 'host/lib/modules'),
    runningRelease,
  });
  const home = (): string => path.join(folder(), 'home');
  const onHost = (release: string): string => writeSampleKernel(path.join(folder(), 'host'), { release });
  const find = (running = ''): Promise<Kernel> => findKernel({ home: home(), host: host(running) });

  it('says how to get one when there is none', async () => {
    await assert.rejects(
      find(),
      (error) => hasErrorCode(error, 'kernel-not-found') && error.hint === 'ops kernel install',
    );
    assert.deepEqual(readdirSync(path.join(home(), 'kernels')), ['.lock']);
  });

  it("brings the machine's own kernel into the home, the running one first", async () => {
    for (const release of ['6.1.0-9-amd64', '6.1.0-10-amd64', '6.1.0-11-amd64']) onHost(release);
    const kernel = await find('6.1.0-10-amd64');
    assert.equal(kernel.release, '6.1.0-10-amd64');
    assert.equal(kernel.package, null);
    assert.equal(kernel.source, path.join(folder(), 'host/boot/vmlinuz-6.1.0-10-amd64'));
    assert.deepEqual(
      new Uint8Array(readFileSync(kernel.vmlinux)),
      new Uint8Array(sampleVmlinux({ release: kernel.release })),
    );
    rmSync(path.join(folder(), 'host'), { recursive: true });
    assert.deepEqual(await find(), kernel);
  });

  it('takes the newest one when the running one is not there', async () => {
    for (const release of ['6.1.0-9-amd64', '6.1.0-10-amd64']) onHost(release);
    assert.equal((await find('6.18.44-fc')).release, '6.1.0-10-amd64');
  });

  it('skips kernels that it cannot take, and says why when none is left', async () => {
    // A folder in the place of the image stands for one that may not be read: root may read everything.
    mkdirSync(path.join(folder(), 'host/boot/vmlinuz-6.3'), { recursive: true });
    writeFileSync(path.join(folder(), 'host/boot/vmlinuz-6.2'), 'damaged');
    const error: unknown = await find().catch((reason: unknown) => reason);
    assert.ok(hasErrorCode(error, 'kernel-not-found'));
    const skipped = error.details['skipped'] as { path: string }[];
    assert.deepEqual(
      skipped.map((entry) => path.basename(entry.path)),
      ['vmlinuz-6.3', 'vmlinuz-6.2'],
    );
    onHost('6.1');
    assert.equal((await find()).release, '6.1');
  });

  it('brings it in once when two look at the same time', async () => {
    onHost('6.1');
    const [one, other] = await Promise.all([find(), find()]);
    assert.deepEqual(one, other);
  });

  it('opens a folder of a kernel by its path', async () => {
    onHost('6.1');
    const kernel = await find();
    const moved = path.join(folder(), 'elsewhere');
    renameSync(kernel.directory, moved);
    const opened = await findKernel({ home: home(), path: moved });
    assert.deepEqual({ ...opened, directory: '', vmlinux: '' }, { ...kernel, directory: '', vmlinux: '' });
  });

  it('unpacks a boot image given by path once, apart from the kernels of the home', async () => {
    onHost('6.1');
    const image = writeSampleKernel(path.join(folder(), 'tree'), { release: '6.5', packing: 'zstd' });
    const kernel = await findKernel({ home: home(), path: image });
    assert.equal(kernel.release, '6.5');
    assert.deepEqual(await findKernel({ home: home(), path: image }), kernel);
    assert.equal((await find()).release, '6.1');
    assert.ok(readFileSync(modulePath(kernel.directory, 'virtio_blk')).subarray(0, 4).equals(Buffer.from('\x7fELF')));

    writeSampleKernel(path.join(folder(), 'tree'), { release: '6.5', builtin: ['button', 'evdev'] });
    utimesSync(image, 1, 1);
    assert.deepEqual((await findKernel({ home: home(), path: image })).modules.button, []);
  });

  it('takes an uncompressed kernel with lib/modules beside it', async () => {
    writeSampleKernel(folder(), { release: '6.5' });
    const file = path.join(folder(), 'vmlinux');
    writeFileSync(file, sampleVmlinux({ release: '6.5' }));
    assert.equal((await findKernel({ home: home(), path: file })).release, '6.5');
  });

  it('says which features a kernel has', async () => {
    const modules = Object.fromEntries(Object.entries(SAMPLE_MODULES).filter(([name]) => !name.startsWith('9p')));
    const cloud = writeSampleKernel(folder(), { release: '6.1-cloud', modules });
    assert.deepEqual((await findKernel({ home: home(), path: cloud })).features, ['base', 'scsi', 'network', 'button']);
  });

  it('refuses what is no kernel that guests can boot', async () => {
    const noEntry = writeSampleKernel(path.join(folder(), 'a'), { release: '6.1', pvh: false });
    const alone = path.join(folder(), 'vmlinuz');
    renameSync(writeSampleKernel(path.join(folder(), 'b'), { release: '6.99' }), alone);
    const text = path.join(folder(), 'text');
    writeFileSync(text, 'not a kernel');
    for (const file of [noEntry, alone, text]) {
      await assert.rejects(
        findKernel({ home: home(), path: file }),
        (error) => hasErrorCode(error, 'kernel-unsupported') && error.message.startsWith(file),
      );
    }
    for (const file of [path.join(folder(), 'absent'), folder()]) {
      await assert.rejects(findKernel({ home: home(), path: file }), (error) =>
        hasErrorCode(error, 'kernel-not-found'),
      );
    }
    const damaged = readFileSync(noEntry);
    damaged.fill(0xaa, 1044, 1060);
    writeFileSync(noEntry, damaged);
    await assert.rejects(
      findKernel({ home: home(), path: noEntry }),
      (error) => hasErrorCode(error, 'format-corrupt') && error.message.startsWith(noEntry),
    );
  });
});
