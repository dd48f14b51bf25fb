import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseAccelerator, describeAccelerator, type ChooseAcceleratorOptions } from '../../src/qemu/accelerator.js';
import { readHostVirtualization, type HostVirtualization } from '../../src/qemu/host-virtualization.js';
import { Workshop } from './real-qemu.js';

const GOOD_LINUX: HostVirtualization = {
  platform: 'linux',
  isX64: true,
  bootId: 'boot-1',
  kvmDevice: 'open',
  hasProcessorSupport: true,
};

describe('accelerator', () => {
  const workshop = new Workshop();
  let folders = 0;
  let cacheFolder: string;
  let probes: string[];

  const choose = (host: Partial<HostVirtualization>, works: boolean, more: Partial<ChooseAcceleratorOptions> = {}) =>
    chooseAccelerator({
      qemu: { file: '/usr/bin/qemu', version: '7.2.22' },
      env: workshop.env,
      cacheFolder,
      wanted: 'auto',
      host: { ...GOOD_LINUX, ...host },
      probe: (accelerator) => Promise.resolve(probes.push(accelerator) > 0 && works),
      ...more,
    }).then(describeAccelerator);

  beforeEach(() => {
    cacheFolder = workshop.file(`cache${folders++}`);
    probes = [];
  });
  after(() => {
    workshop.dispose();
  });

  it("takes the host's own where a machine starts in it", async () => {
    assert.equal(await choose({}, true), 'kvm');
    assert.equal(await choose({ platform: 'darwin', kvmDevice: 'absent' }, true, { refresh: true }), 'hvf');
    assert.deepEqual(probes, ['kvm', 'hvf']);
  });

  it('says why when it does not', async () => {
    assert.equal(await choose({}, false), 'tcg (kvm: present, but a machine did not start in it)');
  });

  for (const [host, text] of [
    [{ kvmDevice: 'absent' }, 'tcg (kvm: there is no /dev/kvm)'],
    [{ kvmDevice: 'denied' }, 'tcg (kvm: this user may not open /dev/kvm)'],
    [{ hasProcessorSupport: false }, 'tcg (kvm: present, but the processor has neither vmx nor svm)'],
    [{ isX64: false }, 'tcg (kvm: this processor does not run x86-64)'],
    [{ platform: 'darwin', isX64: false }, 'tcg (hvf: this processor does not run x86-64)'],
    [{ platform: 'freebsd' }, 'tcg (no accelerator is known on freebsd)'],
  ] as const) {
    it(`needs no test for: ${text}`, async () => {
      assert.equal(await choose(host, true), text);
      assert.deepEqual(probes, []);
    });
  }

  it('takes what is asked for', async () => {
    assert.equal(await choose({}, true, { wanted: 'tcg' }), 'tcg (as asked for)');
    assert.equal(await choose({ kvmDevice: 'absent' }, false, { wanted: 'kvm' }), 'kvm (as asked for)');
    assert.deepEqual(probes, []);
  });

  it('keeps the answer until the host boots, QEMU changes, or it is to be tested again', async () => {
    const count = async (...args: Parameters<typeof choose>): Promise<number> => {
      await choose(...args);
      return probes.length;
    };
    assert.equal(await count({}, false), 1);
    assert.equal(await count({}, true), 1);
    assert.equal(await choose({}, true), 'tcg (kvm: present, but a machine did not start in it)');
    assert.equal(await count({ bootId: 'boot-2' }, true), 2);
    assert.equal(await count({ bootId: 'boot-2' }, true), 2);
    assert.equal(await count({ bootId: 'boot-2' }, true, { qemu: { file: '/usr/bin/qemu', version: '9.0.0' } }), 3);
    assert.equal(await count({ bootId: 'boot-2' }, true, { refresh: true }), 4);
  });

  it('tests again when what was kept is damaged', async () => {
    await choose({}, true);
    const key = 'boot-1 /usr/bin/qemu 7.2.22 open';
    for (const damage of ['', '7', '{}', JSON.stringify({ key, choice: { accelerator: 'xen' } })]) {
      writeFileSync(path.join(cacheFolder, 'accelerator.json'), damage);
      assert.equal(await choose({}, true), 'kvm');
    }
    assert.equal(probes.length, 5);
  });

  it('really tries this machine', async () => {
    const host = await readHostVirtualization();
    assert.match(host.bootId, /./);
    const options = { qemu: await workshop.qemu(), env: workshop.env, cacheFolder };
    const choice = await chooseAccelerator({
      ...options,
      wanted: 'auto',
      host: { ...host, hasProcessorSupport: true },
    });
    const again = await chooseAccelerator({ ...options, wanted: 'auto', host: { ...host, hasProcessorSupport: true } });
    assert.deepEqual(again, choice);
    assert.match(describeAccelerator(choice), /^(kvm|tcg \(kvm: .*\))$/);
  });
});
