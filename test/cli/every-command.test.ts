import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { useOpsHome } from './ops-home.js';

/** A line of every command that ends well in a home with the volume `data`, the image and the package `cat`. */
const WELL: Readonly<Record<string, string>> = {
  'volume create': 'volume create new -s 2m',
  'volume list': 'volume list',
  'volume info': 'volume info data',
  'volume import': 'volume import data /bin/cat',
  'volume resize': 'volume resize data 4m',
  'volume rename': 'volume rename data other',
  'volume convert': 'volume convert data --fs tfs',
  'volume ls': 'volume ls data',
  'volume tree': 'volume tree data',
  'volume export': 'volume export data all.tar -f',
  'volume check': 'volume check data',
  'volume snapshot create': 'volume snapshot create data --name now',
  'volume snapshot list': 'volume snapshot list',
  'volume delete': 'volume delete data',
  'image create': 'image create /bin/cat -f',
  'image list': 'image list',
  'image info': 'image info cat',
  'image ls': 'image ls cat',
  'image tree': 'image tree cat bin',
  'image cat': 'image cat cat /etc/passwd',
  'image cp': 'image cp cat:/etc/passwd . -f',
  'image delete': 'image delete cat',
  build: 'build /bin/cat',
  'pkg from-run': 'pkg from-run /bin/cat --version 2 -f',
  'pkg list': 'pkg list -l',
  'pkg add': 'pkg add home/local_packages/amd64/cat_1 --name cat_3 -f',
  'pkg contents': 'pkg contents -l cat_1',
  'pkg describe': 'pkg describe -l cat',
  'pkg delete': 'pkg delete -l cat_1',
  'kernel list': 'kernel list',
  profile: 'profile',
  version: 'version',
  help: 'help volume',
};

/** A line of every command that fails, and its exit code; nothing is made on the way. */
const ILL: Readonly<Record<string, readonly [line: string, code: number]>> = {
  'volume create': ['volume create a:b', 2],
  'volume list': ['volume list extra', 2],
  'volume info': ['volume info nope', 3],
  'volume import': ['volume import nope /bin/cat', 3],
  'volume resize': ['volume resize nope 4m', 3],
  'volume rename': ['volume rename nope other', 3],
  'volume snapshot create': ['volume snapshot create nope --name now', 3],
  'volume snapshot list': ['volume snapshot list nope', 3],
  'volume snapshot info': ['volume snapshot info nope', 3],
  'volume snapshot delete': ['volume snapshot delete nope', 3],
  'volume convert': ['volume convert nope --fs tfs', 3],
  'volume delete': ['volume delete nope', 3],
  'volume ls': ['volume ls nope', 3],
  'volume tree': ['volume tree nope', 3],
  'volume cat': ['volume cat nope /x', 3],
  'volume cp': ['volume cp nope:/x .', 3],
  'volume attach': ['volume attach nope data', 3],
  'volume detach': ['volume detach nope data', 3],
  'instance create': ['instance create nope', 3],
  'instance list': ['instance list extra', 2],
  'instance info': ['instance info nope', 3],
  'instance stop': ['instance stop nope', 3],
  'instance start': ['instance start nope', 3],
  'instance restart': ['instance restart nope', 3],
  'instance delete': ['instance delete nope', 3],
  'instance logs': ['instance logs nope', 3],
  'instance stats': ['instance stats nope', 3],
  'instance wait': ['instance wait nope', 3],
  'volume export': ['volume export nope nope.tar', 3],
  'volume check': ['volume check nope', 3],
  'image ls': ['image ls nope', 3],
  'image tree': ['image tree nope', 3],
  'image cat': ['image cat nope /x', 3],
  'image cp': ['image cp nope:/x .', 3],
  'image create': ['image create ./nope', 3],
  'image list': ['image list --sizes', 2],
  'image info': ['image info nope', 3],
  'image delete': ['image delete nope', 3],
  build: ['build', 2],
  run: ['run ./nope --mounts nope:/x', 3],
  'pkg list': ['pkg list', 2],
  'pkg get': ['pkg get nope/nope', 2],
  'pkg add': ['pkg add nope_1.tar.gz', 3],
  'pkg from-run': ['pkg from-run ./nope', 3],
  'pkg contents': ['pkg contents -l nope', 3],
  'pkg describe': ['pkg describe -l nope', 3],
  'pkg load': ['pkg load -l nope', 3],
  'pkg delete': ['pkg delete nope/nope', 3],
  'kernel install': ['kernel install a b', 2],
  'kernel list': ['kernel list extra', 2],
  'kernel use': ['kernel use nope', 7],
  'kernel delete': ['kernel delete nope', 7],
  update: ['update --nanos-version 1', 2],
  profile: ['profile extra', 2],
  help: ['help nope', 2],
  completion: ['completion nosh', 2],
  version: ['version --nope', 2],
};

describe('every command', () => {
  const at = useOpsHome();
  const names = Object.keys(COMMANDS.commands).filter((name) => name !== '__complete');

  it('is tried', () => {
    assert.deepEqual(Object.keys(ILL).sort(), names.sort());
  });

  it('prints one JSON value with -j', async () => {
    for (const [name, line] of Object.entries(WELL)) {
      await at.ops('volume create data -s 2m');
      await at.ops('build /bin/cat');
      await at.ops('pkg from-run /bin/cat --version 1');
      const { code, stdout, stderr } = await at.ops(`${line} -j`);
      assert.deepEqual([code, stderr], [0, ''], name);
      assert.equal(typeof JSON.parse(stdout), 'object', name);
    }
  });

  it('prints its failure as JSON with -j, and ends with the same code', async () => {
    for (const [name, [line, code]] of Object.entries(ILL)) {
      const plain = await at.ops(line);
      assert.deepEqual([plain.code, plain.stdout], [code, ''], `${name}: ${plain.stderr}`);
      assert.match(plain.stderr, /^ops: /, name);
      const json = await at.ops(`${line} -j`);
      assert.deepEqual([json.code, json.stdout], [code, ''], name);
      const { error } = JSON.parse(json.stderr) as { error: { code: string; message: string } };
      assert.ok(error.code !== 'internal' && plain.stderr.includes(error.message.split('\n')[0] ?? '?'), name);
    }
    assert.equal(existsSync(at.home.volumes), false);
  });

  it('does nothing for a provider that is not there yet', async () => {
    const lines = [
      'volume create x',
      'volume list',
      'volume info x',
      'volume import x y',
      'volume resize x 4m',
      'volume rename x y',
      'volume create x --snapshot y',
      'volume snapshot create x --name y',
      'volume snapshot list',
      'volume convert x --fs tfs',
      'volume delete x',
      'image list',
      'image info x',
      'image delete x',
      'build /bin/cat',
    ];
    for (const provider of ['aws', 'gcp', 'azure']) {
      for (const line of lines) assert.equal((await at.ops(`${line} -t ${provider}`)).code, 6, line);
    }
    assert.equal((await at.ops('volume list -t asw')).code, 2);
    assert.equal(existsSync(at.home.directory), false);
  });
});
