import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { hasErrorCode } from '../../../../src/core/errors.js';
import { parseAptPackage } from '../../../../src/guests/linux/kernels/apt.js';
import { installKernel } from '../../../../src/guests/linux/kernels/install.js';
import { modulePath, modulesDirectory } from '../../../../src/guests/linux/kernels/kernel.js';
import { kernelsDirectory, listKernels } from '../../../../src/guests/linux/kernels/store.js';
import { findPvhEntry, findRelease } from '../../../../src/formats/vmlinux/vmlinux.js';
import { writeAptRepository } from '../../../oracles/apt-repository.js';
import { sharedKernelHome } from '../../../oracles/kernel.js';
import { writeSampleKernel } from '../../../oracles/sample-kernel.js';
import { useTemporaryFolder } from '../../../oracles/temporary-folder.js';

describe('guests/linux/kernels/install from the distribution', function () {
  this.timeout(180_000);

  it('installs a kernel that guests boot', async () => {
    const [kernel] = listKernels({ home: await sharedKernelHome() });
    assert.ok(kernel);
    const vmlinux = readFileSync(kernel.vmlinux);
    assert.equal(createHash('sha256').update(vmlinux).digest('hex'), kernel.sha256);
    assert.equal(findRelease(vmlinux), kernel.release);
    assert.ok(findPvhEntry(vmlinux));
    assert.equal(kernel.package, `linux-image-${kernel.release}`);
    assert.deepEqual(kernel.features, ['base', 'scsi', 'network', '9p', 'button']);
    const names = Object.values(kernel.modules).flat();
    for (const name of ['virtio_pci', 'ext4', 'crc32c_generic', 'virtio_scsi', '9p']) assert.ok(names.includes(name));
    assert.deepEqual(
      readdirSync(modulesDirectory(kernel.directory)).sort(),
      [...new Set(names)].map((name) => path.basename(modulePath('', name))).sort(),
    );
  });
});

describe('guests/linux/kernels/install from a repository of its own', () => {
  const folder = useTemporaryFolder();
  const home = (): string => path.join(folder(), 'home');
  const environment = { ...process.env };

  afterEach(() => {
    process.env = { ...environment };
  });

  /** A repository like Debian's, with two kernels, and one like Ubuntu's, with the modules apart. */
  function useRepository(): void {
    const root = (name: string): string => path.join(folder(), 'roots', name);
    writeSampleKernel(root('debian'), { release: '6.1.0-9-amd64' });
    const ubuntu = { release: '6.8.0-31-generic', packing: 'zstd' as const };
    writeSampleKernel(root('ubuntu'), ubuntu);
    writeSampleKernel(root('modules'), ubuntu);
    mkdirSync(path.join(root('modules'), 'usr'));
    renameSync(path.join(root('modules'), 'lib'), path.join(root('modules'), 'usr/lib'));
    renameSync(path.join(root('ubuntu'), 'lib'), path.join(folder(), 'unused'));
    process.env['APT_CONFIG'] = writeAptRepository(path.join(folder(), 'apt'), [
      { name: 'linux-image-amd64', depends: ['linux-image-6.1.0-9-amd64 (= 1.0)'] },
      { name: 'linux-image-6.1.0-9-amd64', depends: ['kmod | base'], root: root('debian') },
      { name: 'linux-virtual', depends: ['linux-image-6.8'] },
      { name: 'linux-image-6.8', depends: ['linux-image-6.8.0-31-generic', 'linux-modules-6.8.0-31-generic'] },
      { name: 'linux-image-6.8.0-31-generic', depends: ['linux-modules-6.8.0-31-generic'], root: root('ubuntu') },
      { name: 'linux-modules-6.8.0-31-generic', root: root('modules') },
      { name: 'bash' },
    ]);
  }

  it('installs the newest kernel, and leaves one that is there', async () => {
    useRepository();
    const kernel = await installKernel({ home: home() });
    assert.equal(kernel.release, '6.1.0-9-amd64');
    assert.equal(kernel.version, '1.0');
    assert.equal(kernel.source, null);
    assert.deepEqual(readdirSync(kernel.directory).sort(), ['kernel.json', 'modules', 'vmlinux']);
    assert.equal((await installKernel({ home: home() })).installed, kernel.installed);
  });

  it('takes modules from a package of their own', async () => {
    useRepository();
    const kernel = await installKernel({ home: home(), package: 'linux-virtual' });
    assert.equal(kernel.package, 'linux-image-6.8.0-31-generic');
    assert.ok(readFileSync(modulePath(kernel.directory, 'ext4')).length > 0);
  });

  it('installs once when two install at the same time', async () => {
    useRepository();
    const [one, other] = await Promise.all([installKernel({ home: home() }), installKernel({ home: home() })]);
    assert.equal(one.installed, other.installed);
  });

  it('reports the download, and leaves nothing when it is interrupted', async () => {
    useRepository();
    const abort = new AbortController();
    const reports: number[] = [];
    const progress = {
      report: (done: number, total: number): void => {
        reports.push(done);
        if (done === total) abort.abort();
      },
    };
    await assert.rejects(installKernel({ home: home(), progress, signal: abort.signal }), (error) =>
      hasErrorCode(error, 'interrupted'),
    );
    assert.ok((reports.at(-1) ?? 0) > 0);
    assert.deepEqual(readdirSync(kernelsDirectory(home())), ['.lock']);
  });

  it('refuses packages that are no kernels, and names that apt does not know', async () => {
    useRepository();
    await assert.rejects(installKernel({ home: home(), package: 'bash' }), (error) =>
      hasErrorCode(error, 'kernel-unsupported'),
    );
    await assert.rejects(
      installKernel({ home: home(), package: 'linux-image-7' }),
      (error) => hasErrorCode(error, 'kernel-not-found') && (error.hint ?? '').includes('apt-cache search'),
    );
    await assert.rejects(installKernel({ home: home(), package: '--version' }), (error) =>
      hasErrorCode(error, 'kernel-not-found'),
    );
  });

  it('says to update when the lists of apt are empty', async () => {
    process.env['APT_CONFIG'] = writeAptRepository(path.join(folder(), 'apt'), []);
    await assert.rejects(
      installKernel({ home: home() }),
      (error) => hasErrorCode(error, 'kernel-not-found') && error.hint === 'apt-get update',
    );
  });

  it('says what else there is where there is no apt', async () => {
    process.env['PATH'] = folder();
    await assert.rejects(
      installKernel({ home: home() }),
      (error) => hasErrorCode(error, 'unsupported') && (error.hint ?? '').includes('path'),
    );
  });

  it('reads what apt says about a package', () => {
    const text = 'Package: a\nVersion: 2:1-2\nSize: 12\nDepends: b (>= 1), c | d,\n e\nDescription: x\n Version: 9\n';
    assert.deepEqual(parseAptPackage(text), { name: 'a', version: '2:1-2', depends: ['b', 'c'], size: 12 });
    assert.equal(parseAptPackage('Package: virtual\n'), undefined);
  });
});
