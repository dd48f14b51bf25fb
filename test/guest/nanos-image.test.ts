import assert from 'node:assert/strict';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { parseMount } from '../../src/core/mount.js';
import type { RootContent } from '../../src/core/root-content.js';
import { buildNanosDisk } from '../../src/images/nanos/build-nanos-disk.js';
import { directory, file } from '../formats/ext4/trees.js';
import { NanosWorkshop, type NanosEnd } from '../oracles/nanos-machine.js';
import { itWithNanos, nanosRelease } from '../oracles/nanos-release.js';

describe('guest: programs of this machine in Nanos', function () {
  this.timeout(30_000);
  const workshop = new NanosWorkshop();
  after(() => {
    workshop.close();
  });

  const run = async (
    content: Partial<RootContent> & Pick<RootContent, 'program'>,
    passthrough: Readonly<Record<string, unknown>> = {},
    attached: Parameters<NanosWorkshop['boot']>[1] = {},
  ): Promise<NanosEnd> => {
    const disk = workshop.file('image.raw');
    const fd = openSync(disk, 'w+');
    const nothing = { arguments: [], environment: {}, mounts: [], files: [], dirs: [], mapDirs: {}, nameServers: [] };
    const built = await buildNanosDisk({
      content: {
        ...nothing,
        copyArguments: true,
        parentDirectory: workshop.folder,
        workingDirectory: workshop.folder,
        readOnlyRoot: false,
        ...content,
      },
      settings: { klibs: [], passthrough, rebootOnExit: false, debugExit: true },
      release: nanosRelease(),
      hostname: 'web1',
      now: new Date(0),
      file: { fd, path: disk },
    });
    closeSync(fd);
    return workshop.boot({ file: disk, crashLog: built.plan.layout.crashLog }, attached);
  };

  itWithNanos('run with their libraries, arguments that are files, and variables', async () => {
    writeFileSync(workshop.file('hello.txt'), 'hello from a file\n');
    const cat = await run({ program: '/bin/cat', arguments: ['hello.txt'] });
    assert.match(cat.console, /hello from a file\r?\n$/);
    assert.equal(cat.status, 0);
    const env = await run({ program: '/usr/bin/env', environment: { COLOUR: 'blue' } });
    for (const line of ['COLOUR=blue', 'USER=root', 'PWD=/', 'IMAGE_NAME=web1', 'NANOS_ARCH=amd64']) {
      assert.ok(env.console.includes(`${line}\r\n`) || env.console.includes(`${line}\n`), env.console);
    }
  });

  itWithNanos('run under an interpreter, with a volume, and with what the manifest passes on', async () => {
    const script = 'import os, sys; print(open("/data/f.txt").read(), os.getcwd()); sys.exit(7)';
    const mounts = ['data:/data:ro'];
    const volume = workshop.volume('data', directory({ 'f.txt': file('of a volume') }));
    const bound = mounts.map((text) => ({ mount: parseMount(text), volume, directory: undefined }));
    const { console, status } = await run(
      { program: '/usr/bin/python3', arguments: ['-c', script], mounts: bound.map(({ mount }) => mount) },
      { cwd: '/tmp', expected_exit_code: ['7'] },
      { mounts, bound },
    );
    assert.match(console, /of a volume \/tmp/);
    assert.equal(status, 0);
  });
});
