import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readBootImage } from '../../../src/guests/nanos/image/boot-image.js';
import { readCrashLog } from '../../../src/guests/nanos/image/crash-log.js';
import { planNanosDisk, type NanosDiskPlan, type NanosDiskRequest } from '../../../src/guests/nanos/image/plan.js';
import { writeNanosDisk } from '../../../src/guests/nanos/image/write.js';
import { planMounts } from '../../../src/guests/nanos/manifest/mounts.js';
import { parseMount } from '../../../src/core/mount.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { openTfs, type TfsReader } from '../../../src/formats/tfs/index.js';
import { Tuple, Vector, type Value } from '../../../src/formats/tfs/tuple/index.js';
import { directory, file, pattern, SOURCE, type Bytes } from '../../formats/ext4/trees.js';
import { listing, MIB, UUID } from '../../formats/tfs/volumes.js';
import { opsError } from '../../io/ops-error.js';
import { sampleBootImage, sampleKernel } from './sample-release.js';

const MANIFEST = {
  program: '/hello',
  arguments: ['hello', 'world'],
  environment: { COLOUR: 'blue' },
  klibs: [],
  debugExit: true,
  readOnlyRoot: false,
};

function request(more: Partial<NanosDiskRequest<Bytes>> = {}, mounts: readonly string[] = []): NanosDiskRequest<Bytes> {
  return {
    boot: { image: readBootImage(sampleBootImage(), 'boot.img'), kernel: sampleKernel(), klibs: [] },
    root: directory({ hello: file(pattern(5000)) }),
    uuids: { boot: UUID.toReversed(), root: UUID },
    ...more,
    manifest: { ...MANIFEST, mounts: planMounts(mounts.map((text) => parseMount(text))), ...more.manifest },
  };
}

/** The disk in memory. */
function write(plan: NanosDiskPlan<Bytes>): Uint8Array {
  const disk = new Uint8Array(plan.size);
  const target = {
    write: (position: number, bytes: Uint8Array) => {
      disk.set(bytes, position);
    },
  };
  const steps = [...writeNanosDisk(plan, SOURCE, target)];
  assert.deepEqual([steps.at(-1), steps.toSorted((a, b) => a - b)], [plan.bytesToWrite, steps]);
  return disk;
}

function open(disk: Uint8Array, { start, size }: { readonly start: number; readonly size: number }): TfsReader {
  return openTfs(bytesAccess(disk.subarray(start, start + size)));
}

/** A value of a root tuple as plain text, lists and objects. */
function plain(value: Value | undefined): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof Vector) return value.elements.map(plain);
  if (value instanceof Tuple)
    return Object.fromEntries([...value.attributes].map(([name, item]) => [name, plain(item)]));
  return value;
}

/** What the root has beside its files. */
function manifestOf(reader: TfsReader): Record<string, unknown> {
  const ofFiles = new Set(['children', 'atime', 'mtime']);
  return Object.fromEntries(
    [...reader.root.attributes].flatMap(([key, value]) => (ofFiles.has(key) ? [] : [[key, plain(value)]])),
  );
}

describe('guests/nanos/image', () => {
  it('puts everything where boot code, kernel and guest look for it', () => {
    const plan = planNanosDisk(request());
    const disk = write(plan);
    const boot = sampleBootImage();
    assert.deepEqual(plan.layout.boot, { start: 103 * 512, size: 12 * MIB });
    assert.equal(plan.layout.root.start, 24_679 * 512);
    assert.equal(plan.layout.crashLog.start, boot.length);
    assert.ok(Buffer.from(disk.subarray(0, 0x1be)).equals(boot.subarray(0, 0x1be)), 'the first stage');
    assert.ok(Buffer.from(disk.subarray(510, boot.length)).equals(boot.subarray(510)), 'the second stage');
    assert.ok(
      disk.subarray(boot.length, boot.length + 4096).every((byte) => byte === 0),
      'the crash log',
    );
    const sectors = Buffer.alloc(4);
    sectors.writeUInt32LE(plan.layout.root.size / 512);
    const table = `80000000830000006700000000600000 00000000830000006760 0000${sectors.toString('hex')}${'00'.repeat(32)}55aa`;
    assert.equal(Buffer.from(disk.subarray(0x1be, 512)).toString('hex'), table.replaceAll(' ', ''));
  });

  it('computes places from the boot code of the release', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (sectors) => {
        const image = readBootImage(sampleBootImage(sectors), 'boot.img');
        const { layout } = planNanosDisk(request({ boot: { image, kernel: sampleKernel(), klibs: [] } }));
        assert.equal(layout.boot.start, 512 * (1 + sectors + 8));
        assert.equal(layout.root.start, layout.boot.start + 12 * MIB);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('takes boot code for what its region record says', () => {
    const whole = sampleBootImage(3);
    const longer = Buffer.concat([whole, pattern(700)]);
    assert.ok(Buffer.from(readBootImage(longer, 'boot.img').bytes).equals(whole));
    const patched = (offset: number, value: number): Uint8Array => {
      const bytes = Uint8Array.from(whole);
      bytes[offset] = value;
      return bytes;
    };
    for (const [bytes, reason] of [
      [whole.subarray(0, -1), 'cut off after 2047 of 2048 bytes'],
      [patched(0x1b2, 1), 'a second stage of'],
      [patched(0x1ba, 11), 'no region record'],
      [patched(511, 0), 'no boot sector'],
    ] as const) {
      assert.throws(() => readBootImage(bytes, 'boot.img'), opsError('format-corrupt', 'boot.img', reason));
    }
  });

  it('has the kernel and the klibs in the boot file system, the manifest in the root', () => {
    const klibs = [{ name: 'ntp', bytes: pattern(700) }];
    const image = readBootImage(sampleBootImage(), 'boot.img');
    const plan = planNanosDisk(
      request({
        boot: { image, kernel: sampleKernel(), klibs },
        manifest: { ...request().manifest, klibs: ['ntp'], workingDirectory: '/srv', readOnlyRoot: true },
      }),
    );
    const disk = write(plan);
    const boot = open(disk, plan.layout.boot);
    assert.deepEqual(
      boot
        .readTree()
        .entries.map(({ name }) => Buffer.from(name).toString())
        .sort(),
      ['kernel', 'klib'],
    );
    const kernel = Buffer.from(sampleKernel()).toString('latin1');
    assert.ok(listing(boot).includes(`/kernel ${kernel}`));
    assert.deepEqual(manifestOf(open(disk, plan.layout.root)), {
      program: '/hello',
      arguments: ['hello', 'world'],
      environment: { COLOUR: 'blue' },
      klibs: 'bootfs',
      debug_exit: 't',
      readonly_rootfs: 't',
      cwd: '/srv',
    });
  });

  it('makes the same bytes of the same parts', () => {
    const mounts = ['data:/srv/data', '%1:/one:ro', 'data:/again'];
    const [one, two] = [write(planNanosDisk(request({}, mounts))), write(planNanosDisk(request({}, mounts)))];
    assert.ok(Buffer.from(one).equals(two));
  });

  it('makes the directories of mounts, and links where a volume is mounted twice', () => {
    const root = directory({ srv: directory({ kept: file('k') }), hello: file('h') });
    const mounts = ['data:/srv/data', '%1:/one:ro', 'data:/srv/more/again'];
    const plan = planNanosDisk(request({ root }, mounts));
    const reader = open(write(plan), plan.layout.root);
    assert.deepEqual(listing(reader).sort(), [
      ...['/', '/hello h', '/one/', '/srv/', '/srv/data/', '/srv/kept k'],
      ...['/srv/more/', '/srv/more/again -> /srv/data'],
    ]);
    assert.deepEqual(manifestOf(reader)['mounts'], { '%1': '/one:ro', data: '/srv/data' });
  });

  it('refuses mount points where something else is', () => {
    const root = directory({ a: file('x'), b: directory({ c: file('x') }), empty: directory({}) });
    const plan =
      (...mounts: readonly string[]) =>
      () =>
        planNanosDisk(request({ root }, mounts));
    for (const path of ['/a', '/a/b']) assert.throws(plan(`v:${path}`), opsError('mount-invalid', path, 'a file'));
    assert.throws(plan('v:/x', 'v:/y/b', 'w:/b/c'), opsError('mount-invalid', '/b/c'));
    assert.throws(plan('v:/0', 'v:/b'), opsError('mount-invalid', 'a directory'));
    plan('v:/0', 'v:/empty', 'w:/b')();
  });

  it('keeps to the size that was asked for, and says which would do', () => {
    const least = planNanosDisk(request());
    assert.equal(planNanosDisk(request({ size: 64 * MIB })).size, 64 * MIB);
    assert.equal(planNanosDisk(request({ size: 64 * MIB + 7 })).size, 64 * MIB);
    assert.equal(planNanosDisk(request({ size: least.size })).size, least.size);
    const tooSmall = opsError('volume-too-small', 'the image needs');
    assert.throws(
      () => planNanosDisk(request({ size: least.size - 512 })),
      (error) => {
        assert.equal((error as { details: { needed: number } }).details.needed, least.size);
        return tooSmall(error);
      },
    );
    assert.throws(() => planNanosDisk(request({ size: 5 })), tooSmall);
    assert.equal(planNanosDisk(request({ free: MIB })).size, least.size + MIB - 512);
    const klibs = [{ name: 'huge', bytes: new Uint8Array(12 * MIB).fill(1) }];
    const { image } = request().boot;
    assert.throws(
      () => planNanosDisk(request({ boot: { image, kernel: sampleKernel(), klibs } })),
      opsError('format-limit', 'huge'),
    );
  });

  it('reads what a guest left in its crash log', () => {
    const area = Buffer.alloc(4096);
    assert.equal(readCrashLog(area), undefined);
    area.write('KLOG');
    area.fill(0xff, 4, 12);
    area.writeInt32LE(-300, 12);
    area.write('last words\n', 16);
    assert.deepEqual(readCrashLog(area), { exitCode: -300, text: 'last words\n' });
    assert.equal(readCrashLog(area.fill('x', 16))?.text.length, 4080);
  });
});
