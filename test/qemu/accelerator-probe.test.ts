import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { hasErrorCode } from '../../src/core/errors.js';
import { probeAccelerator, type ProbeOptions } from '../../src/qemu/accelerator-probe.js';
import { probeRom } from '../../src/qemu/probe-rom.js';
import { Workshop } from './real-qemu.js';

/** This machine may be busy; a ROM that is going to end does so in far less. */
const PATIENT = 15_000;

describe('accelerator probe', () => {
  const workshop = new Workshop();
  const options = async (): Promise<ProbeOptions> => ({
    qemu: await workshop.qemu(),
    env: workshop.env,
    cacheFolder: workshop.file('probes'),
    limit: PATIENT,
  });
  after(() => {
    workshop.dispose();
  });

  it('passes the ROM under TCG, and leaves nothing behind', async () => {
    assert.equal(await probeAccelerator('tcg', await options()), true);
    assert.deepEqual(readdirSync(workshop.file('probes')), []);
  });

  it('fails a damaged ROM', async () => {
    const rom = probeRom();
    const writeCr0 = 0x4f;
    assert.deepEqual([...rom.subarray(writeCr0, writeCr0 + 3)], [0x0f, 0x22, 0xc0]);
    rom.fill(0x90, writeCr0, writeCr0 + 3); // paging is never switched on
    assert.equal(await probeAccelerator('tcg', { ...(await options()), rom, limit: 300 }), false);
  });

  it('fails a ROM that ends with another status', async () => {
    const rom = probeRom();
    const status = 0x64;
    assert.deepEqual([...rom.subarray(status - 1, status + 4)], [0xb8, 0x10, 0, 0, 0]);
    rom[status] = 0x11;
    assert.equal(await probeAccelerator('tcg', { ...(await options()), rom }), false);
  });

  it('fails a ROM that does not end in time', async () => {
    const rom = probeRom();
    rom.set([0xeb, 0xfe]); // jmp to itself
    assert.equal(await probeAccelerator('tcg', { ...(await options()), rom, limit: 100 }), false);
  });

  it('fails an accelerator that this QEMU does not have', async () => {
    assert.equal(await probeAccelerator('hvf', await options()), false);
  });

  it('stops when it is called off', async () => {
    const probe = probeAccelerator('tcg', { ...(await options()), signal: AbortSignal.abort() });
    await assert.rejects(probe, (error) => hasErrorCode(error, 'interrupted'));
  });
});
