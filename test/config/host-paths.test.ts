import assert from 'node:assert/strict';
import { resolveHostPaths } from '../../src/config/host-paths.js';

describe('resolveHostPaths', () => {
  it('starts from the directory it is given', () => {
    const paths = resolveHostPaths(
      {
        Program: 'bin/server',
        Files: ['server.js', '../shared/a.txt', '/etc/hosts'],
        Dirs: ['static'],
        MapDirs: { 'certs/*.pem': '/etc/certs', '/usr/share/x': 'x' },
        Mounts: { './site': ['/srv', '/copy:ro'], data: '/data', '%1': '/x', '/abs/': '/y' },
        VolumesDir: 'volumes',
      },
      '/app',
    );
    assert.deepEqual(paths, {
      program: '/app/bin/server',
      files: [
        { source: '/app/server.js', target: '/server.js' },
        { source: '/shared/a.txt', target: '/shared/a.txt' },
        { source: '/etc/hosts', target: '/etc/hosts' },
      ],
      dirs: [{ source: '/app/static', target: '/static' }],
      mapDirs: [
        { source: '/app/certs/*.pem', target: '/etc/certs' },
        { source: '/usr/share/x', target: '/x' },
      ],
      mounts: [
        { source: '/app/site', target: '/srv' },
        { source: '/app/site', target: '/copy:ro' },
        { source: 'data', target: '/data' },
        { source: '%1', target: '/x' },
        { source: '/abs', target: '/y' },
      ],
      volumesDirectory: '/app/volumes',
    });
  });

  it('starts from LocalFilesParentDirectory when there is one', () => {
    const relative = resolveHostPaths(
      { LocalFilesParentDirectory: 'sub', Files: ['a'], Mounts: { '..': '/x' } },
      '/app',
    );
    assert.deepEqual(relative.files, [{ source: '/app/sub/a', target: '/a' }]);
    assert.deepEqual(relative.mounts, [{ source: '/app', target: '/x' }]);
    assert.equal(resolveHostPaths({ LocalFilesParentDirectory: '/abs', Program: 'p' }, '/app').program, '/abs/p');
  });

  it('looks absolute files up under TargetRoot', () => {
    const paths = resolveHostPaths(
      { TargetRoot: 'sysroot', Files: ['/etc/hosts', 'a'], MapDirs: { '/x/*': '/y' } },
      '/app',
    );
    assert.equal(paths.targetRoot, '/app/sysroot');
    assert.deepEqual(paths.files, [
      { source: '/app/sysroot/etc/hosts', target: '/etc/hosts' },
      { source: '/app/a', target: '/a' },
    ]);
    assert.deepEqual(paths.mapDirs, [{ source: '/app/sysroot/x/*', target: '/y' }]);
  });

  it('prefers ProgramPath, and leaves a kernel that is only a name', () => {
    assert.equal(resolveHostPaths({ Program: '/srv/p', ProgramPath: 'out/p' }, '/app').program, '/app/out/p');
    assert.equal(resolveHostPaths({ Kernel: '6.1.0-cloud' }, '/app').kernel, '6.1.0-cloud');
    assert.equal(resolveHostPaths({ Kernel: 'out/kernel.img' }, '/app').kernel, '/app/out/kernel.img');
  });

  it('has nothing in it for nothing', () => {
    assert.deepEqual(resolveHostPaths({}, '/app'), { files: [], dirs: [], mapDirs: [], mounts: [] });
  });
});
