import assert from 'node:assert/strict';
import { hasErrorCode } from '../../../../src/core/errors.js';
import { moduleName, openModuleTree } from '../../../../src/guests/linux/kernels/module-tree.js';
import { resolveModuleSets, type ResolvedModuleSets } from '../../../../src/guests/linux/kernels/resolve-modules.js';
import { SAMPLE_MODULES, writeSampleKernel, type SampleModule } from '../../../oracles/sample-kernel.js';
import { useTemporaryFolder } from '../../../oracles/temporary-folder.js';

describe('guests/linux/kernels/resolve-modules', () => {
  const folder = useTemporaryFolder();

  function resolve(modules: Readonly<Record<string, SampleModule>>, builtin: readonly string[]): ResolvedModuleSets {
    writeSampleKernel(folder(), { release: '6.1', modules, builtin });
    return resolveModuleSets(openModuleTree(`${folder()}/lib/modules/6.1`), '6.1');
  }

  function without(...names: readonly string[]): Record<string, SampleModule> {
    return Object.fromEntries(Object.entries(SAMPLE_MODULES).filter(([name]) => !names.includes(name)));
  }

  it('puts what is depended on first, and in no set what base has', () => {
    assert.deepEqual(resolve(SAMPLE_MODULES, ['button']), {
      base: ['virtio_ring', 'virtio', 'virtio_pci', 'virtio_blk', 'crc32c_generic', 'jbd2', 'ext4'],
      scsi: ['scsi_mod', 'virtio_scsi', 'sd_mod'],
      network: ['virtio_net'],
      '9p': ['9pnet', '9pnet_virtio', '9p'],
      button: ['evdev'],
    });
  });

  it('needs no modules for what is built in', () => {
    const sets = resolve(without('virtio', 'virtio_ring', 'virtio_pci', 'ext4', 'jbd2'), [
      ...['virtio', 'virtio-ring', 'virtio_pci', 'ext4', 'button', '9p', '9pnet', '9pnet_virtio'],
    ]);
    assert.deepEqual(sets.base, ['virtio_blk']);
    assert.deepEqual(sets['9p'], []);
  });

  it('leaves out a set that the kernel lacks', () => {
    const sets = resolve(without('9pnet'), ['button']);
    assert.equal(sets['9p'], undefined);
    assert.deepEqual(sets.button, ['evdev']);
  });

  it('does without a checksum that is neither there nor built in, as newer kernels have it inside', () => {
    assert.deepEqual(resolve(without('crc32c_generic'), ['button']).base?.slice(-2), ['jbd2', 'ext4']);
  });

  it('gives a set what it shares with another one that is not base', () => {
    const modules = {
      ...SAMPLE_MODULES,
      shared: {},
      virtio_net: { depends: ['shared'] },
      sd_mod: { depends: ['shared'] },
    };
    const sets = resolve(modules, ['button']);
    assert.ok(sets.scsi?.includes('shared') && sets.network?.includes('shared'));
  });

  it('ends on modules that depend on each other', () => {
    const sets = resolve({ ...SAMPLE_MODULES, jbd2: { depends: ['ext4'] } }, []);
    assert.deepEqual(sets.base?.slice(-2), ['jbd2', 'ext4']);
  });

  it('refuses a kernel without a module that guests must have, and names it', () => {
    assert.throws(
      () => resolve(without('scsi_mod'), []),
      (error) => hasErrorCode(error, 'kernel-unsupported') && error.details['module'] === 'scsi_mod',
    );
  });

  it('takes the name of a module from any kind of file', () => {
    const names = ['a/virtio-blk.ko', 'ext4.ko.xz', 'x.ko.zst', 'x.ko.gz', 'x.ko.lzma', 'README'].map(moduleName);
    assert.deepEqual(names, ['virtio_blk', 'ext4', 'x', 'x', undefined, undefined]);
  });
});
