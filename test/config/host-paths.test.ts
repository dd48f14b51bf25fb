import assert from 'node:assert/strict';
import { resolveHostPaths } from '../../src/config/host-paths.js';

describe('resolveHostPaths', () => {
  it('starts from the directory it is given', () => {
    const paths = resolveHostPaths(
      {
        Program: 'bin/server',
        Mounts: { './site': ['/srv', '/copy:ro'], data: '/data', '%1': '/x', '/abs/': '/y' },
        VolumesDir: 'volumes',
      },
      '/app',
    );
    assert.deepEqual(paths, {
      program: '/app/bin/server',
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
    const relative = resolveHostPaths({ LocalFilesParentDirectory: 'sub', Mounts: { '..': '/x' } }, '/app');
    assert.deepEqual(relative.mounts, [{ source: '/app', target: '/x' }]);
    assert.equal(resolveHostPaths({ LocalFilesParentDirectory: '/abs', Program: 'p' }, '/app').program, '/abs/p');
  });

  it('makes TargetRoot absolute', () => {
    assert.equal(resolveHostPaths({ TargetRoot: 'sysroot' }, '/app').targetRoot, '/app/sysroot');
  });

  it('prefers ProgramPath, and leaves a kernel that is only a name', () => {
    assert.equal(resolveHostPaths({ Program: '/srv/p', ProgramPath: 'out/p' }, '/app').program, '/app/out/p');
    assert.equal(resolveHostPaths({ Kernel: '6.1.0-cloud' }, '/app').kernel, '6.1.0-cloud');
    assert.equal(resolveHostPaths({ Kernel: 'out/kernel.img' }, '/app').kernel, '/app/out/kernel.img');
  });

  it('has nothing in it for nothing', () => {
    assert.deepEqual(resolveHostPaths({}, '/app'), { mounts: [] });
  });
});
