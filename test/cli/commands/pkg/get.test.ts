import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packPackage, publish } from '../../../packages/sample-package.js';
import { packWithPython } from '../../../formats/tar/archives.js';
import { useLocalServer, type Answer } from '../../../oracles/http-server.js';
import { OpsProcess } from '../../../oracles/ops-process.js';
import { useOpsHome } from '../../ops-home.js';

interface Listed {
  readonly namespace: string;
  readonly name: string;
}

describe('ops pkg get', function () {
  this.timeout(30_000);
  const at = useOpsHome();
  const server = useLocalServer();
  const env = () => ({ OPS_PACKAGE_BASE_URL: server.address });
  const ops = (line: string) => at.ops(line, { env: env() });
  const folder = () => path.join(at.home.packages, 'amd64/eyberg');
  const left = () => (existsSync(folder()) ? readdirSync(folder()).filter((name) => name !== '.lock') : []);
  const start = (...argv: readonly string[]) =>
    new OpsProcess(argv, { PATH: process.env['PATH'], HOME: at.cwd, OPS_HOME: at.home.directory, ...env() }, at.cwd);

  it('fetches what the list has, verified, and nothing twice', async () => {
    publish(server, 'cat', packPackage(at.cwd, 'cat_1'));
    const list = await ops('pkg list -j -s COPIES|the.cat');
    assert.deepEqual((JSON.parse(list.stdout) as Listed[]).map(({ namespace, name }) => [namespace, name]), [['eyberg', 'cat']]); // prettier-ignore
    const got = await ops('pkg get cat');
    assert.deepEqual([got.code, got.stdout], [0, `eyberg/cat:1  ${path.join(folder(), 'cat_1')}\n`], got.stderr);
    assert.deepEqual(left(), ['cat_1']);
    const again = await ops('pkg get eyberg/cat:1');
    assert.match(again.stderr, /had it already/);
    assert.deepEqual(server.requests, ['/manifest.json', '/eyberg/cat/1.tar.gz']);
  });

  it('works without a network with what is there', async () => {
    publish(server, 'cat', packPackage(at.cwd, 'cat_1'));
    assert.equal((await ops('pkg get cat')).code, 0);
    await server.stop();
    assert.equal((await at.ops('pkg get eyberg/cat:1')).code, 0);
    for (const line of ['pkg contents cat', 'pkg describe eyberg/cat:1']) {
      assert.match((await at.ops(line)).stdout, /sysroot\/etc\/word|copies/, line);
    }
    const list = await ops('pkg list --refresh');
    assert.match(list.stdout, /^NAMESPACE\tPACKAGE\tVERSION\tLANGUAGE\tARCH\tDESCRIPTION\neyberg\tcat\t1\tc\tamd64\t/);
    assert.match(list.stderr, /nobody answers there; the list is of /);
    assert.equal((await at.ops('pkg list')).code, 2);
  });

  it('takes the addresses of the configuration, and file: addresses', async () => {
    publish(server, 'cat', packPackage(at.cwd, 'cat_1'));
    at.write('config.json', JSON.stringify({ PackageManifestURL: `${server.address}/manifest.json` }));
    assert.equal((await at.ops('pkg get cat -c config.json')).code, 0);
    const { stdout } = await at.ops('pkg list', { env: { OPS_PACKAGE_BASE_URL: `file://${at.cwd}/none` } });
    assert.equal(stdout, '');
  });

  it('leaves nothing of what it refuses', async () => {
    const good = packPackage(at.cwd, 'cat_1');
    const cut: Answer = (response) => {
      response.writeHead(200, { 'content-length': good.length }).write(good.subarray(0, 100), () => response.destroy());
    };
    const evil = packWithPython("add('cat_1/../../../evil', b'x')");
    const link = packWithPython("add('cat_1/l', type=tarfile.SYMTYPE, linkname='/etc')");
    const empty = packWithPython("add('cat_1/f')");
    const cases: readonly (readonly [
      archive: Uint8Array,
      answer: Answer | Uint8Array,
      code: number,
      reason: RegExp,
    ])[] = [
      [good, good.subarray(1), 8, /its sha256 is/],
      [good, cut, 1, /the line broke/],
      [good, (response) => response.writeHead(404).end(), 1, /404/],
      [evil, evil, 2, /"\.\."/],
      [link, link, 8, /outside of the package/],
      [empty, empty, 8, /has no package.manifest/],
    ];
    for (const [archive, answer, code, reason] of cases) {
      publish(server, 'cat', archive, answer);
      await ops('pkg list --refresh');
      const { code: found, stderr } = await ops('pkg get cat');
      assert.deepEqual([found, left()], [code, []], stderr);
      assert.match(stderr, reason);
    }
  });

  it('names what is close to what is not there', async () => {
    publish(server, 'cat', packPackage(at.cwd, 'cat_1'));
    const { code, stderr } = await ops('pkg get eyberg/cta:1');
    assert.equal(code, 3);
    assert.match(stderr, /did you mean "eyberg\/cat:1"/);
  });

  it('is done once by two at the same time', async () => {
    publish(server, 'cat', packPackage(at.cwd, 'cat_1'));
    const both = await Promise.all([start('pkg', 'get', 'cat').ended, start('pkg', 'get', 'cat').ended]);
    assert.deepEqual(both.map(({ code }) => code), [0, 0], both.map(({ stderr }) => stderr).join('')); // prettier-ignore
    assert.deepEqual(left(), ['cat_1']);
  });

  it('is done anew after it was killed in the middle', async () => {
    const archive = packPackage(at.cwd, 'cat_1');
    publish(server, 'cat', archive, (response) => {
      response.writeHead(200, { 'content-length': archive.length }).write(archive.subarray(0, 1000));
    });
    const killed = start('pkg', 'get', 'cat');
    while (!left().some((name) => name.endsWith('.partial'))) await delay(20);
    killed.kill('SIGKILL');
    await killed.ended;
    assert.ok(left().length > 0);
    assert.equal((await at.ops('pkg list -l')).code, 0);
    publish(server, 'cat', archive);
    assert.equal((await ops('pkg get cat')).code, 0);
    assert.deepEqual(left(), ['cat_1']);
  });
});
