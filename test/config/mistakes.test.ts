import assert from 'node:assert/strict';
import { ConfigSandbox } from './config-sandbox.js';

describe('mistakes in config.json', () => {
  const sandbox = new ConfigSandbox();
  after(() => {
    sandbox.dispose();
  });

  /** The messages of the mistakes in `content`, without their places. */
  async function messages(content: object): Promise<string[]> {
    return (await sandbox.mistakes(content)).map((text) => text.replace(/^\S+ /, ''));
  }

  it('come all at once, in the order of the file, with line and column', async () => {
    const text = [
      '{',
      '\t"Args": "x",',
      '  "RunConfig": { "CPUs": 0, "Ports": [80, "81", "x"],',
      '    "Nics": [{ "Gateway": "1.2.3" }] },',
      '  "Mounts": { "a": "/a", "b": ["/b", "b"] }, "Guest": "linx"',
      '}',
    ].join('\r\n');
    assert.deepEqual(await sandbox.mistakes(text), [
      '2:10 Args expected an array, found the string "x"',
      '3:26 RunConfig.CPUs 0 is less than 1',
      '3:49 RunConfig.Ports[2] "x" is not a port, a range or a list, such as 80, 8080:80, 8080-8090 or "80,81" (1 to 65535)',
      '4:27 RunConfig.Nics[0].Gateway "1.2.3" is not an IPv4 address such as 192.168.1.75',
      '5:38 Mounts.b[1] "b" is not an absolute path with nothing after it but :ro or :rw, such as /data:ro',
      '5:55 Guest "linx" is none of linux, nanos',
    ]);
  });

  it('are counted', async () => {
    assert.equal((await sandbox.failure({ Arg: [] })).message, 'config.json: 1 problem');
    assert.equal((await sandbox.failure({ Arg: [], Dir: [] })).message, 'config.json: 2 problems');
  });

  it('name the closest known key, or the place where the key belongs', async () => {
    assert.deepEqual(await messages({ NameServer: [] }), ['NameServer unknown; did you mean "NameServers"?']);
    assert.deepEqual(await messages({ Memory: '1g' }), ['Memory unknown here; it belongs in RunConfig']);
    assert.deepEqual(await messages({ RunConfig: { klibs: [] } }), [
      'RunConfig.klibs unknown here; it belongs at the top level',
    ]);
    assert.deepEqual(await messages({ Whatever: 1 }), ['Whatever unknown']);
    assert.deepEqual(await messages({ CloudConfig: { Tags: [{ key: 'k', attribute: { image_lable: true } }] } }), [
      'CloudConfig.Tags[0].attribute.image_lable unknown; did you mean "image_label"?',
    ]);
    assert.deepEqual(await messages({ CloudConfig: { RootVolume: { iop: 1 } } }), [
      'CloudConfig.RootVolume.iop unknown; did you mean "iops"?',
    ]);
  });

  it('include keys that are written twice, in any case of ours', async () => {
    assert.deepEqual(
      await sandbox.mistakes('{"Force": true,\n "force": false, "Env": {"A": "1", "a": "2", "A": "3"}}'),
      ['2:2 Force is written twice', '2:46 Env.A is written twice'],
    );
  });

  it('include keys of the user that cannot be', async () => {
    assert.deepEqual(await messages({ Env: { 'A=B': 'x', '': 'y' }, Mounts: { '': '/x' } }), [
      'Env.A=B the key is not a name of an environment variable',
      'Env. the key is not a name of an environment variable',
      'Mounts. the key is not a volume, a UUID, a virtual id or a directory',
    ]);
    assert.deepEqual(await messages({ CloudConfig: { Tags: [{ value: 'v' }] } }), ['CloudConfig.Tags[0] has no key']);
    assert.deepEqual(await messages({ CloudConfig: { Tags: [{ key: 'a' }, { key: '' }] } }), [
      'CloudConfig.Tags[1] has no key',
    ]);
  });

  it('of one value are one mistake', async () => {
    assert.deepEqual(await messages({ Guest: 3 }), ['Guest expected a string, found the number 3']);
    assert.deepEqual(await messages({ BaseVolumeSz: '-1' }), ['BaseVolumeSz "-1" is not a size']);
  });

  it('include sizes and ports that are well formed and impossible', async () => {
    assert.deepEqual(await messages({ BaseVolumeSz: '0' }), ['BaseVolumeSz "0" is not a size: it is zero']);
    assert.deepEqual(await messages({ BaseVolumeSz: '0.3b' }), ['BaseVolumeSz "0.3b" is not a whole number of bytes']);
    for (const port of ['0', '65536', '90-80', '80,', '80-81-82', '80:81:82', '80:0']) {
      assert.match((await messages({ RunConfig: { UDPPorts: [port] } })).join(), /is not a port/, port);
    }
  });

  for (const target of ['data', '/data:ro:ro', '/data:readonly', '/data:', '', ':ro']) {
    it(`include the mount path "${target}"`, async () => {
      assert.match((await messages({ Mounts: { vol: target } })).join(), /is not an absolute path/);
    });
  }

  it('never show what may be a secret', async () => {
    const secret = 'hunter2';
    const token = 'AKIA1234567890ABCDEF';
    const report = await sandbox.mistakes({
      Env: { PASSWORD: 12345, NESTED: { secret } },
      CloudConfig: { UserData: [secret], Tags: token, StaticIP: 7 },
      TargetConfig: { Token: 12345 },
      Mounts: { 'api-key': secret },
      ManifestPassthrough: { cwd: 12345 },
      RunConfig: { Memory: token, IPAddress: `${secret} `.repeat(5) },
    });
    assert.equal(report.length, 10, report.join('\n'));
    assert.doesNotMatch(report.join('\n'), /hunter2|12345|AKIA/);
    assert.match(report.join('\n'), /StaticIP expected a string, found the number 7/);
  });
});
