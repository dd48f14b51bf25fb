import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseMount } from '../../src/core/mount.js';
import { bytesAccess } from '../../src/formats/random-access.js';
import { openTfs } from '../../src/formats/tfs/index.js';
import type { BoundMount } from '../../src/instances/bind-mounts.js';
import type { StoredVolume } from '../../src/volumes/volume-store.js';
import { directory, file, type Node } from '../formats/ext4/trees.js';
import { listing, MIB } from '../formats/tfs/volumes.js';
import { planMounts } from '../../src/guests/nanos/manifest/mounts.js';
import { nanosDisk } from '../../src/instances/nanos-attach-plan.js';
import { plugDisk } from '../../src/qemu/hot-plug.js';
import { compileFixture } from '../oracles/compile.js';
import { NanosWorkshop } from '../oracles/nanos-machine.js';
import { itWithNanos } from '../oracles/nanos-release.js';

/** The lines that the program printed: those of the kernel begin with a time. */
function linesOf(console: string): string[] {
  return console.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('['));
}

function bound(text: string, volume: StoredVolume): BoundMount {
  return { mount: parseMount(text), volume, directory: undefined };
}

const SIGTERM = 15;

describe('guest: Nanos', function () {
  this.timeout(30_000);
  const workshop = new NanosWorkshop();
  after(() => {
    workshop.close();
  });

  const program = (name: string): Node => file(readFileSync(compileFixture(name, workshop.folder, 'gcc')));
  const steps = async (mounts: readonly string[], attached: readonly BoundMount[], taken: readonly string[]) => {
    const { console, status, crashLog } = await workshop.run({
      files: { steps: program('take-steps') },
      mounts,
      bound: attached,
      manifest: { program: '/steps', arguments: ['steps', ...taken] },
    });
    return { lines: linesOf(console), status, crashLog };
  };

  itWithNanos('starts a program with its arguments, variables and directory', async () => {
    const { console, status, crashLog } = await workshop.run({
      files: { show: program('show-start'), srv: directory({}) },
      manifest: {
        program: '/show',
        arguments: ['show', 'one', 'two words', ''],
        environment: { COLOUR: 'blue', EMPTY: '' },
        workingDirectory: '/srv',
      },
    });
    const words = ['show', 'one', 'two words', ''].map((word, index) => `argv[${index}]=${word}`);
    assert.deepEqual(linesOf(console).sort(), [...words, 'cwd=/srv', 'env COLOUR=blue', 'env EMPTY=', 'exe=/show']);
    assert.deepEqual([status, crashLog], [0, undefined]);
  });

  itWithNanos('tells how it ended, in full in its crash log', async () => {
    const { status, crashLog } = await steps([], [], ['exit:203']);
    assert.deepEqual([status, crashLog?.exitCode], [203 & 0x7f, 203]);
    const files = { die: program('die-by-signal') };
    const killed = await workshop.run({ files, manifest: { program: '/die', arguments: ['die', '11'] } });
    assert.deepEqual([killed.status, killed.crashLog?.exitCode], [11, 11]);
    const missing = await workshop.run({ files: {}, manifest: { program: '/none' } });
    assert.equal(missing.status, 127);
    assert.match(missing.crashLog?.text ?? '', /program startup failed/);
  });

  itWithNanos('mounts volumes by label, UUID and id, at two paths, and leaves what :ro is as it was', async () => {
    const data = workshop.volume('data', directory({ 'f.txt': file('data') }));
    const other = workshop.volume('other', directory({ 'f.txt': file('other') }));
    const fixed = workshop.volume('fixed', directory({ 'f.txt': file('fixed') }));
    const before = readFileSync(fixed.location);
    const mounts = ['data:/srv/data', 'data:/again', `${other.uuid}:/other`, '%3:/fixed:ro', 'nobody:/nobody'];
    const attached = [
      bound('data:/srv/data', data),
      bound(`${other.uuid}:/other`, other),
      bound('%3:/fixed:ro', fixed),
    ];
    const { lines, status } = await steps(mounts, attached, [
      ...['read:/srv/data/f.txt', 'read:/other/f.txt', 'read:/fixed/f.txt', 'write:/fixed/new=x', 'write:/again/new=n'],
      ...['read:/srv/data/new', 'write:/other/new=n', 'write:/nobody/x=root', 'read:/nobody/x'],
    ]);
    assert.deepEqual(lines, [
      ...['read:/srv/data/f.txt data', 'read:/other/f.txt other', 'read:/fixed/f.txt fixed'],
      ...['write:/fixed/new Read-only file system', 'write:/again/new ok', 'read:/srv/data/new n'],
      ...['write:/other/new ok', 'write:/nobody/x ok', 'read:/nobody/x root'],
    ]);
    assert.equal(status, 0);
    const files = listing(openTfs(bytesAccess(readFileSync(data.location))));
    assert.deepEqual(files.sort(), ['/', '/f.txt data', '/new n']);
    assert.ok(readFileSync(fixed.location).equals(before), 'the volume has changed');
  });

  itWithNanos('keeps its root read-only when it is to, and its volumes not', async () => {
    const data = workshop.volume('data', directory({}));
    const { console } = await workshop.run({
      files: { steps: program('take-steps') },
      mounts: ['data:/data'],
      bound: [bound('data:/data', data)],
      manifest: {
        program: '/steps',
        arguments: ['steps', 'write:/x=x', 'write:/data/x=x'],
        readOnlyRoot: true,
        klibs: ['ntp', 'tls'],
      },
    });
    assert.deepEqual(linesOf(console), ['write:/x Read-only file system', 'write:/data/x ok']);
  });

  itWithNanos('shares directories of the host, live', async () => {
    const folders = ['b', 'a'].map((name) => path.join(workshop.folder, 'shared', name));
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'name'), path.basename(folder));
    }
    const mounts = folders.map((folder, index) => `${folder}:/at${index}${index === 0 ? '' : ':ro'}`);
    const shared = mounts.map((mount, index) => ({
      mount: parseMount(mount),
      volume: undefined,
      directory: folders[index],
    }));
    const { lines } = await steps(mounts, shared, [
      'read:/at0/name',
      'read:/at1/name',
      'write:/at0/x=x',
      'write:/at1/x=x',
    ]);
    assert.deepEqual(lines, [
      'read:/at0/name b',
      'read:/at1/name a',
      'write:/at0/x ok',
      'write:/at1/x Read-only file system',
    ]);
    assert.equal(readFileSync(path.join(folders[0] ?? '', 'x'), 'utf8'), 'x');
  });

  itWithNanos('sees a volume that is attached while it runs, and keeps the others', async () => {
    const [one, two] = ['one', 'two'].map((name) => workshop.volume(name, directory({ 'f.txt': file(name) }))) as [
      StoredVolume,
      StoredVolume,
    ];
    const mounts = ['one:/one', '%2:/two'];
    const plan = planMounts(mounts.map((text) => parseMount(text)));
    const { console } = await workshop.run({
      files: { steps: program('take-steps') },
      mounts,
      bound: [bound('one:/one', one)],
      manifest: {
        program: '/steps',
        arguments: ['steps', 'wait:/two/f.txt', 'read:/two/f.txt', 'write:/one/new=x'],
      },
      during: (monitor) => plugDisk(monitor, nanosDisk(plan, [bound('%2:/two', two)])),
    });
    assert.deepEqual(linesOf(console), ['wait:/two/f.txt ok', 'read:/two/f.txt two', 'write:/one/new ok']);
  });

  itWithNanos('has as many mounts as its bus has places', async () => {
    const mounts = Array.from({ length: 28 }, (_, index) => `v${index}:/m${index}`);
    const last = workshop.volume('v27', directory({ 'f.txt': file('last') }));
    const { lines, status } = await steps(mounts, [bound('v27:/m27', last)], ['read:/m27/f.txt']);
    assert.deepEqual([lines, status], [['read:/m27/f.txt last'], 0]);
  });

  itWithNanos('ends in order when its machine is turned off, with all that it was told is on the disk', async () => {
    const data = workshop.volume('data', directory({}), 64 * MIB);
    const { console, status } = await workshop.run({
      files: { write: program('write-and-sync') },
      mounts: ['data:/data'],
      bound: [bound('data:/data', data)],
      manifest: { program: '/write', arguments: ['write', '/data'] },
      during: async (monitor, said) => {
        while (!/^9\r?$/m.test(said())) await delay(50);
        await monitor.execute('system_powerdown', {});
      },
    });
    const promised = linesOf(console).filter((line) => /^\d+$/.test(line));
    assert.equal(status, SIGTERM);
    assert.ok(promised.length >= 10, console);
    const files = new Set(listing(openTfs(bytesAccess(readFileSync(data.location)))));
    const missing = promised.filter((number) => !files.has(`/${number.padStart(8, '0')} ${number}\n`));
    assert.deepEqual(missing, []);
  });
});
