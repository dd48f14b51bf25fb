import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { assertClean, debugfs, dumpFields } from '../oracles/e2fsprogs.js';
import { OpsProcess } from '../oracles/ops-process.js';
import { itAsRoot } from '../oracles/privileges.js';

describe('volumes/create-volume: sources', () => {
  const at = useTemporaryDirectory();
  const run = (command: string, ...args: string[]): string => execFileSync(command, args, { cwd: at('.'), encoding: 'latin1' });

  function start(argv: readonly string[], env: NodeJS.ProcessEnv = {}): OpsProcess {
    const started = new OpsProcess(['volume', 'create', ...argv], { PATH: process.env['PATH'], HOME: at('.'), OPS_HOME: at('home'), ...env }, at('.'));
    started.stdin.end();
    return started;
  }

  /** @returns the file of a volume that e2fsck has nothing against */
  async function create(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { stdout } = await start([...argv, '-j'], env).expect(0);
    const { location } = JSON.parse(stdout.toString()) as { location: string };
    assertClean(location);
    return location;
  }

  const list = (image: string, directory = '/'): string[] =>
    Array.from(debugfs(image, `ls -p ${directory}`).matchAll(/^\/\d+\/\d+\/\d+\/\d+\/([^/]+)\//gm), ([, name]) => name!)
      .filter((name) => !['.', '..', 'lost+found'].includes(name))
      .sort();
  const cat = (image: string, file: string): string => debugfs(image, `cat ${file}`);

  function makeSite(): void {
    mkdirSync(at('site/img'), { recursive: true });
    writeFileSync(at('site/.env'), 'KEY=1');
    writeFileSync(at('site/index.html'), 'site');
    writeFileSync(at('site/img/logo.svg'), '<svg/>');
  }

  for (const [name, ...pack] of [
    ['a.tar', 'cat'], ['a.tar.gz', 'gzip', '-c'], ['a.tgz', 'gzip', '-c'], ['a.tar.zst', 'zstd', '-qc'], ['a.tar.xz', 'xz', '-c'],
  ] as const) {
    it(`takes the members of ${name}`, async () => {
      makeSite();
      const tar = execFileSync('tar', ['-C', at('site'), '-cf', '-', '.']);
      writeFileSync(at(name), execFileSync(pack[0], pack.slice(1), { input: tar }));
      const image = await create(['v', '-d', name]);
      assert.deepEqual(list(image), ['.env', 'img', 'index.html']);
      assert.equal(cat(image, '/img/logo.svg'), '<svg/>');
      assert.deepEqual(readdirSync(at('home/volumes')).filter((file) => file.endsWith('.partial')), []);
    });
  }

  itAsRoot('keeps attributes, devices, links, holes and names that are not UTF-8 of an archive', async () => {
    makeSite();
    run('mknod', at('site/null'), 'c', '1', '3');
    run('ln', at('site/index.html'), at('site/hard'));
    symlinkSync('img/logo.svg', at('site/soft'));
    run('bash', '-c', "touch $'site/\\xff\\xfe'");
    run('python3', '-c', "import os; os.setxattr('site/index.html', 'user.note', b'kept')");
    writeFileSync(at('site/sparse'), '');
    truncateSync(at('site/sparse'), 50_000_000);
    run('tar', '-C', 'site', '--format=posix', '--xattrs', '--sparse', '-cf', 'a.tar', '.');
    const image = await create(['v', '-d', 'a.tar']);
    assert.match(debugfs(image, 'stat /null'), /major\/minor number: 01:03/);
    assert.match(debugfs(image, 'ea_list /index.html'), /user\.note \(4\) = "kept"/);
    assert.match(debugfs(image, 'stat /hard'), /Links: 2 /);
    assert.match(debugfs(image, 'stat /sparse'), /Blockcount: 0\n/);
    assert.ok(list(image).includes('\xff\xfe'));
    assert.match(debugfs(image, 'stat /soft'), /Fast link dest: "img\/logo\.svg"/);
  });

  it('merges sources in their order, each at its place', async () => {
    makeSite();
    mkdirSync(at('more/img'), { recursive: true });
    writeFileSync(at('more/index.html'), 'more');
    writeFileSync(at('a:b'), 'colon');
    run('tar', '-C', 'more', '-cf', 'more.tar', '.');
    const image = await create(['v', '-d', 'site', '-d', 'more.tar', '-d', 'site:/copy', '-d', 'a:b', '-d', 'a:b:/etc/name', '-d', 'a:b:/in/']);
    assert.deepEqual(list(image), ['.env', 'a:b', 'copy', 'etc', 'img', 'in', 'index.html']);
    assert.deepEqual(['/index.html', '/copy/index.html', '/etc/name', '/in/a:b', '/img/logo.svg'].map((file) => cat(image, file)), ['more', 'site', 'colon', 'colon', '<svg/>']);
  });

  it('leaves out what patterns and the ignore file say, unread', async () => {
    makeSite();
    mkdirSync(at('site/node_modules'), { mode: 0o000 });
    writeFileSync(at('site/a.log'), '');
    writeFileSync(at('site/keep.log'), '');
    writeFileSync(at('site/.opsignore'), '# logs\n*.log\n!keep.log\n');
    assert.deepEqual(list(await create(['v', '-d', 'site', '--exclude', 'node_modules/'])), ['.env', 'img', 'index.html', 'keep.log']);
    const all = await create(['w', '-d', 'site', '--exclude', 'node_modules', '--exclude', '/img', '--no-ignore']);
    assert.deepEqual(list(all), ['.env', '.opsignore', 'a.log', 'index.html', 'keep.log']);
    run('tar', '-C', 'site', '-cf', 'a.tar', '.');
    assert.deepEqual(list(await create(['x', '-d', 'a.tar', '--exclude', 'img/'])), ['.env', '.opsignore', 'a.log', 'index.html', 'keep.log', 'node_modules']);
  });

  it('lets nothing out of the volume, and takes a hard link to what is left out', async () => {
    run('python3', '-c', `
import tarfile, io
tar = tarfile.open('a.tar', 'w')
def add(name, content=b'', **more):
    info = tarfile.TarInfo(name); info.size = len(content)
    for key, value in more.items(): setattr(info, key, value)
    tar.addfile(info, io.BytesIO(content))
add('out', type=tarfile.SYMTYPE, linkname='../../../up'); add('up/x', b'1'); add('out/in', b'2'); add('/abs', b'3'); add('abs', b'4')
add('secret', b'5'); add('link', type=tarfile.LNKTYPE, linkname='secret')
tar.close()
tar = tarfile.open('bad.tar', 'w'); add('a/../../etc/passwd', b'!'); tar.close()`);
    const image = await create(['v', '-d', 'a.tar', '--exclude', 'secret']);
    assert.deepEqual([list(image), list(image, '/up')], [['abs', 'link', 'out', 'up'], ['in', 'x']]);
    assert.deepEqual([cat(image, '/abs'), cat(image, '/link')], ['4', '5']);
    const { stderr } = await start(['w', '-d', 'bad.tar']).ended;
    assert.match(stderr, /^ops: volume create: bad\.tar: tar member "a\/..\/..\/etc\/passwd" at byte 0: its path has "\.\." in it/);
  });

  it('says what is wrong with an archive, and leaves nothing', async () => {
    makeSite();
    const tar = execFileSync('tar', ['-C', at('site'), '-cf', '-', '.']);
    writeFileSync(at('cut.tar'), tar.subarray(0, 2000));
    writeFileSync(at('cut.tar.gz'), execFileSync('gzip', ['-c'], { input: tar }).subarray(0, 100));
    writeFileSync(at('cut.tar.zst'), execFileSync('zstd', ['-qc'], { input: tar }).subarray(0, 100));
    writeFileSync(at('cut.tar.xz'), execFileSync('xz', ['-c'], { input: tar }).subarray(0, 100));
    writeFileSync(at('no.tar'), 'hello');
    for (const [name, message] of [
      ['cut.tar', /cut\.tar: tar .* at byte \d+: the archive is cut off at byte 2000/], ['no.tar', /no\.tar: tar header at byte 0/],
      ['cut.tar.gz', /cut\.tar\.gz: gzip data: /], ['cut.tar.zst', /cut\.tar\.zst: zstd data: /],
      ['cut.tar.xz', /cut\.tar\.xz: xz data: it is cut off/], ['gone.tar', /gone\.tar: cannot examine/],
    ] as const) {
      const { code, stderr } = await start(['v', '-d', name]).ended;
      assert.match(stderr, message);
      assert.notEqual(code, 0);
      assert.deepEqual(existsSync(at('home/volumes')) ? readdirSync(at('home/volumes')) : [], []);
    }
  });

  it('leaves nothing when it is killed while it unpacks', async () => {
    run('bash', '-c', 'head -c 200000000 /dev/zero > zeros; tar -cf - zeros | gzip -1 > a.tar.gz; rm zeros');
    const started = start(['v', '-d', 'a.tar.gz']);
    const open = (): boolean => existsSync(at('home/volumes')) && readdirSync(at('home/volumes')).some((name) => name.endsWith('.partial'));
    while (!open() && !started.hasEnded) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 30));
    started.kill('SIGKILL');
    await started.ended;
    await create(['w', '-s', '2m']);
    assert.deepEqual(readdirSync(at('home/volumes')).map((name) => name.replace(/:.*/, '')), ['.lock', 'w']);
  });

  it('makes the file system as it was told', async () => {
    const fields = dumpFields(await create(['v', '-s', '64m', '--label', 'my label', '--inodes', '20000', '--block-size', '4096', '--no-journal']));
    assert.deepEqual([fields.get('Filesystem volume name'), fields.get('Block size')], ['my label', '4096']);
    assert.ok(Number(fields.get('Inode count')) >= 20_000);
    assert.doesNotMatch(fields.get('Filesystem features') ?? '', /has_journal/);
    assert.match((await start(['w', '--label', 'seventeen letters']).expect(2)).stderr, /is a label of 17 bytes, over 16/);
  });

  it('makes the same bytes of the same content, with --reproducible', async () => {
    makeSite();
    run('tar', '-C', 'site', '-cf', 'a.tar', '.');
    const image = await create(['v', '-d', 'site', '--reproducible', '--owner', '0:0'], { SOURCE_DATE_EPOCH: '86400' });
    const before = readFileSync(image);
    assert.match(debugfs(image, 'stat /index.html'), /mtime: 0x00015180/);
    await start(['x']).expect(0);
    await new OpsProcess(['volume', 'delete', 'v', '-y'], { PATH: process.env['PATH'], HOME: at('.'), OPS_HOME: at('home') }, at('.')).expect(0);
    run('touch', 'site/index.html');
    const again = await create(['v', '-d', 'a.tar', '--reproducible', '--owner', '0:0'], { SOURCE_DATE_EPOCH: '86400' });
    assert.equal(path.basename(again), path.basename(image));
    assert.ok(before.equals(readFileSync(again)));
    writeFileSync(at('site/index.html'), 'SITE');
    const other = await create(['w', '-d', 'site', '--reproducible']);
    assert.match(debugfs(other, 'stat /index.html'), /mtime: 0x00000000/);
    assert.notEqual(path.basename(other).slice(2), path.basename(image).slice(2));
    assert.equal((await start(['y', '--reproducible'], { SOURCE_DATE_EPOCH: 'now' }).ended).code, 2);
    assert.match((await start(['w', '-d', 'site']).expect(5)).stderr, /volume w exists already/);
  });
}); // prettier-ignore
