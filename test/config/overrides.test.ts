import assert from 'node:assert/strict';
import { applyOverrides } from '../../src/config/apply-overrides.js';
import { addMounts, isHostDirectory, listMounts } from '../../src/config/configured-mounts.js';
import type { Config } from '../../src/config/generated/config.js';
import { hasReadOnlyRoot } from '../../src/config/manifest-passthrough.js';
import { parseMemory } from '../../src/config/memory-size.js';
import { mergeConfig } from '../../src/config/merge-config.js';
import { findUnsupported } from '../../src/config/unsupported.js';

describe('mergeConfig', () => {
  it('merges objects, replaces arrays and single values, and changes neither side', () => {
    const base: Config = { Args: ['a'], Force: true, RunConfig: { CPUs: 1, Ports: ['80'] }, Env: { A: '1' } };
    const over: Config = { Args: [], RunConfig: { Ports: [81] }, Env: { A: '2', B: '3' }, Guest: 'nanos' };
    const before = structuredClone([base, over]);
    assert.deepEqual(mergeConfig(base, over), {
      Args: [],
      Force: true,
      RunConfig: { CPUs: 1, Ports: [81] },
      Env: { A: '2', B: '3' },
      Guest: 'nanos',
    });
    assert.deepEqual([base, over], before);
  });

  it('merges what is passed through to any depth', () => {
    const merged = mergeConfig(
      { ManifestPassthrough: { firewall: { a: 1, b: [1] } } },
      { ManifestPassthrough: { firewall: { b: [2] }, mtu: 9000 } },
    );
    assert.deepEqual(merged, { ManifestPassthrough: { firewall: { a: 1, b: [2] }, mtu: 9000 } });
  });
});

describe('applyOverrides', () => {
  const config: Config = {
    Args: ['--verbose'],
    Env: { A: '1', B: '1' },
    Mounts: { data: '/data', logs: '/logs:ro' },
    RunConfig: { Ports: ['80', 8080], Memory: '1g', CPUs: 2 },
  };

  it('adds lists, sets single variables, replaces the rest', () => {
    const merged = applyOverrides(config, {
      args: ['--quiet'],
      env: { B: '2', C: '=' },
      mounts: [
        { source: 'logs', target: '/logs' },
        { source: 'data', target: '/copy:ro' },
        { source: '%1', target: '/x' },
      ],
      ports: ['80', '8080', '443'],
      udpPorts: ['53'],
      values: { RunConfig: { Memory: '2g' }, Guest: 'nanos' },
    });
    assert.deepEqual(merged, {
      Args: ['--verbose', '--quiet'],
      Env: { A: '1', B: '2', C: '=' },
      Mounts: { data: ['/data', '/copy:ro'], logs: '/logs', '%1': '/x' },
      RunConfig: { Ports: ['80', 8080, '443'], UDPPorts: ['53'], Memory: '2g', CPUs: 2 },
      Guest: 'nanos',
    });
  });

  it('starts lists that the file does not have', () => {
    const overrides = { args: ['a'], env: { A: '' }, mounts: [{ source: 'v', target: '/v' }], ports: ['1'] };
    assert.deepEqual(applyOverrides({}, overrides), {
      Args: ['a'],
      Env: { A: '' },
      Mounts: { v: '/v' },
      RunConfig: { Ports: ['1'] },
    });
  });

  it('is the same configuration without flags', () => {
    assert.deepEqual(applyOverrides(config, {}), config);
    assert.deepEqual(applyOverrides({}, {}), {});
  });
});

describe('mounts of config.json', () => {
  it('are listed one for each path', () => {
    assert.deepEqual(listMounts({ Mounts: { a: ['/x', '/y:ro'], b: '/z' } }), [
      { source: 'a', target: '/x' },
      { source: 'a', target: '/y:ro' },
      { source: 'b', target: '/z' },
    ]);
    assert.deepEqual(listMounts({}), []);
  });

  it('take a new mode for a path that a source has already', () => {
    assert.deepEqual(addMounts({ a: ['/x:ro', '/y'] }, [{ source: 'a', target: '/x:rw' }]), { a: ['/y', '/x:rw'] });
  });

  it('know a host directory from a volume', () => {
    for (const source of ['/x', './x', '../x', '.', '..']) assert.ok(isHostDirectory(source), source);
    for (const source of ['x', '%1', '.x', '..x', 'x/y']) assert.ok(!isHostDirectory(source), source);
  });
});

describe('findUnsupported', () => {
  const CONFIG = {
    $schema: 'x',
    Args: ['a'],
    Env: { A: '1' },
    Uefi: false,
    CloudConfig: { Zone: 'z', Tags: [{ key: 'k' }], RootVolume: { size: 1 } },
    RunConfig: { Memory: '1g', Vga: true },
    NanosVersion: '0.1.54',
    Boot: 'boot.img',
    ManifestPassthrough: { readonly_rootfs: true, mtu: 1500, own: {} },
  };

  it('names what is set and has no effect', () => {
    assert.deepEqual(findUnsupported(CONFIG, 'linux'), [
      'Uefi',
      'CloudConfig.Zone',
      'CloudConfig.Tags',
      'CloudConfig.RootVolume.size',
      'RunConfig.Vga',
      'NanosVersion',
      'Boot',
      'ManifestPassthrough.mtu',
      'ManifestPassthrough.own',
    ]);
    assert.deepEqual(findUnsupported({}, 'linux'), []);
  });

  it('knows what only Nanos heeds', () => {
    const expected = [
      'Uefi',
      'CloudConfig.Zone',
      'CloudConfig.Tags',
      'CloudConfig.RootVolume.size',
      'RunConfig.Vga',
      'Boot',
    ];
    assert.deepEqual(findUnsupported(CONFIG, 'nanos'), expected);
  });
});

describe('hasReadOnlyRoot', () => {
  it('reads a flag that may be a text', () => {
    for (const flag of [true, 'true', 't', 'yes', '1']) {
      assert.equal(hasReadOnlyRoot({ ManifestPassthrough: { readonly_rootfs: flag } }), true, String(flag));
    }
    for (const flag of [false, 'False', 'f', 'no', '0', '']) {
      assert.equal(hasReadOnlyRoot({ ManifestPassthrough: { readonly_rootfs: flag } }), false, String(flag));
    }
    assert.equal(hasReadOnlyRoot({}), false);
  });
});

describe('parseMemory', () => {
  it('counts MiB without a unit', () => {
    assert.equal(parseMemory('512'), 512 * 1024 * 1024);
    assert.equal(parseMemory('512m'), 512 * 1024 * 1024);
    assert.equal(parseMemory('2G'), 2 * 1024 ** 3);
    assert.throws(() => parseMemory('2 G'), { code: 'size-invalid' });
  });
});
