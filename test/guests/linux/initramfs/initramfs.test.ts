import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasErrorCode } from '../../../../src/core/errors.js';
import { buildInitramfs } from '../../../../src/guests/linux/initramfs/build.js';
import { cachedInitramfs } from '../../../../src/guests/linux/initramfs/cache.js';
import { findKernel } from '../../../../src/guests/linux/kernels/find.js';
import { modulePath, type Kernel } from '../../../../src/guests/linux/kernels/kernel.js';
import { writeSampleKernel } from '../../../oracles/sample-kernel.js';
import { useTemporaryFolder } from '../../../oracles/temporary-folder.js';

const INIT = new TextEncoder().encode('init');
const CONTENT = `drwxr-xr-x dev
drwxr-xr-x proc
drwxr-xr-x root
drwxr-xr-x run
drwxr-xr-x sys
drwxr-xr-x tmp
crw------- dev/console
-rwxr-xr-x init
drwxr-xr-x modules
drwxr-xr-x modules/base
-rw-r--r-- modules/base/00-virtio_ring.ko
-rw-r--r-- modules/base/01-virtio.ko
-rw-r--r-- modules/base/02-virtio_pci.ko
-rw-r--r-- modules/base/03-virtio_blk.ko
-rw-r--r-- modules/base/04-crc32c_generic.ko
-rw-r--r-- modules/base/05-jbd2.ko
-rw-r--r-- modules/base/06-ext4.ko
drwxr-xr-x modules/scsi
-rw-r--r-- modules/scsi/00-scsi_mod.ko
-rw-r--r-- modules/scsi/01-virtio_scsi.ko
-rw-r--r-- modules/scsi/02-sd_mod.ko
drwxr-xr-x modules/network
-rw-r--r-- modules/network/00-virtio_net.ko
drwxr-xr-x modules/9p
-rw-r--r-- modules/9p/00-9pnet.ko
-rw-r--r-- modules/9p/01-9pnet_virtio.ko
-rw-r--r-- modules/9p/02-9p.ko
drwxr-xr-x modules/button
-rw-r--r-- modules/button/00-evdev.ko`.split('\n');

describe('guests/linux/initramfs', () => {
  const folder = useTemporaryFolder();
  const home = (): string => path.join(folder(), 'home');
  const cached = (): string[] => readdirSync(path.join(home(), 'cache')).filter((name) => name.endsWith('.cpio'));
  const kernelOf = (release: string): Promise<Kernel> =>
    findKernel({ home: home(), path: writeSampleKernel(folder(), { release }) });

  function cpio(args: readonly string[], input: Uint8Array): string {
    const ended = spawnSync('cpio', [...args, '--quiet'], { input, encoding: 'utf8', cwd: folder() });
    assert.equal(ended.status, 0, ended.stderr);
    return ended.stdout;
  }

  it('has init, a console, mount points, and the modules of each set in their order', async () => {
    const archive = buildInitramfs({ kernel: await kernelOf('6.1'), init: INIT });
    const lines = cpio(['-itv'], archive).trim().split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/^(\S+).* (\S+)$/, '$1 $2')),
      CONTENT,
    );
  });

  it('has the bytes of init and of the modules', async () => {
    const kernel = await kernelOf('6.1');
    cpio(['-i', 'init', 'modules', 'modules/*'], buildInitramfs({ kernel, init: INIT }));
    assert.deepEqual(new Uint8Array(readFileSync(path.join(folder(), 'init'))), INIT);
    assert.deepEqual(
      readFileSync(path.join(folder(), 'modules/base/03-virtio_blk.ko')),
      readFileSync(modulePath(kernel.directory, 'virtio_blk')),
    );
  });

  it('has the same bytes for the same kernel and init', async () => {
    const kernel = await kernelOf('6.1');
    assert.deepEqual(buildInitramfs({ kernel, init: INIT }), buildInitramfs({ kernel, init: INIT }));
  });

  it('is written once, and replaces only those of the same kernel', async () => {
    const [kernel, other] = [await kernelOf('6.1'), await kernelOf('6.1-cloud')];
    const file = cachedInitramfs({ home: home(), kernel, init: INIT });
    assert.deepEqual(new Uint8Array(readFileSync(file)), buildInitramfs({ kernel, init: INIT }));
    assert.equal(cachedInitramfs({ home: home(), kernel, init: INIT }), file);

    const otherFile = cachedInitramfs({ home: home(), kernel: other, init: INIT });
    const newer = cachedInitramfs({ home: home(), kernel, init: Uint8Array.of(1) });
    assert.deepEqual(cached().sort(), [newer, otherFile].map((name) => path.basename(name)).sort());
  });

  it('is written again when the file was cut off', async () => {
    const kernel = await kernelOf('6.1');
    const file = cachedInitramfs({ home: home(), kernel, init: INIT });
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, 100));
    assert.equal(cachedInitramfs({ home: home(), kernel, init: INIT }), file);
    assert.deepEqual(readFileSync(file), whole);
  });

  it('names a module that is gone', async () => {
    const kernel = await kernelOf('6.1');
    rmSync(modulePath(kernel.directory, 'ext4'));
    mkdirSync(modulePath(kernel.directory, 'ext4'));
    assert.throws(
      () => buildInitramfs({ kernel, init: INIT }),
      (error) => hasErrorCode(error, 'host-file') && error.message.includes('ext4.ko'),
    );
  });
});
