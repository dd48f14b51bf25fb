import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import { freePort } from '../oracles/free-port.js';
import { linesOf, useOps, type OpsWorkshop } from '../oracles/ops.js';

const READ_ONLY = 'Read-only file system';

/** The program's arguments, and what becomes of each. */
const STEPS: readonly (readonly [step: string, result: string])[] = [
  ['variable:COLOUR', 'dark blue'],
  ['variable:LEVEL', 'from the flag'],
  ['read:/single.txt', 'a file'],
  ['read:/static/page.txt', 'a directory'],
  ['read:/etc/mapped/one.conf', 'mapped'],
  ['read:/etc/mapped/two.conf', 'mapped too'],
  ['read:/share/word', 'of the host'],
  ['mounted:/', 'ext4 ro'],
  ['write:/new=x', READ_ONLY],
  ['write:/single.txt=x', READ_ONLY],
  ['mkdir:/static/d', READ_ONLY],
  ['chmod:/etc=700', READ_ONLY],
  ['write:/tmp/scratch=x', 'ok'],
  ['write:/data/kept=in the volume', 'ok'],
  ['write:/share/new=x', READ_ONLY],
  ['processors:online', '2'],
];

describe('guest: config.json', function () {
  this.timeout(60_000);
  const ops = useOps();

  it('sets all that a run can be told', async () => {
    const [tcp, udp] = [await freePort(), await freePort()];
    const image = await ops.createVolume('store', '-s', '16m');
    writeProject(ops, tcp, udp);
    const started = ops.start('run', '--no-accel', '-c', 'project/config.json', '-e', 'LEVEL=from the flag');
    await started.waitFor(/udp:\d+ listens/);
    const [instance] = ops.instances();
    assert.deepEqual(instance!.ports, [
      { host: tcp, guest: tcp, protocol: 'tcp' },
      { host: udp, guest: udp, protocol: 'udp' },
    ]);
    assert.equal(instance!.qmp.port, Number(instance!.id.slice(-4)));
    await askMonitor(instance!.qmp.port);
    await assertListening(tcp);
    assert.equal(await echo(udp, 'one datagram'), 'one datagram');

    const ended = await started.expect(9);
    const lines = linesOf(ended);
    assert.deepEqual(
      lines.slice(0, STEPS.length),
      STEPS.map(([step, result]) => `${step.replace(/=.*/, '')} ${result}`),
    );
    const [memory = '', root = '', ...rest] = lines.slice(STEPS.length);
    // The kernel keeps some of the 192 MiB for itself, and the file system some of the 96 MiB.
    assertBetween(memory, 'memory:total', 128, 192);
    assertBetween(root, 'size:/', 70, 96);
    assert.deepEqual(rest, [`udp:${udp} listens`, `udp:${udp} one datagram`]);
    assert.match(ended.stderr, /Linux version /);
    assert.equal(debugfs(image, 'cat /kept'), 'in the volume');
    assertClean(image);
  });
});

function writeProject(ops: OpsWorkshop, tcp: number, udp: number): void {
  ops.write('project/single.txt', 'a file');
  ops.write('project/static/page.txt', 'a directory');
  ops.write('project/settings/one.conf', 'mapped');
  ops.write('project/settings/two.conf', 'mapped too');
  ops.write('project/shared/word', 'of the host');
  const config = {
    Program: ops.program('take-steps'),
    Args: [...STEPS.map(([step]) => step), 'memory:total', 'size:/', `udp:${udp}`, 'exit:9'],
    Env: { COLOUR: 'dark blue', LEVEL: 'from the file' },
    Files: ['single.txt'],
    Dirs: ['static'],
    MapDirs: { 'settings/*': '/etc/mapped' },
    Mounts: { store: '/data', './shared': '/share:ro', '%1': '/later' },
    BaseVolumeSz: '96m',
    RunConfig: {
      Ports: [String(tcp)],
      UDPPorts: [String(udp)],
      Memory: '192m',
      CPUs: 2,
      QMP: true,
      Verbose: true,
    },
    ManifestPassthrough: { readonly_rootfs: 'true' },
  };
  ops.write('project/config.json', JSON.stringify(config));
}

/** The line is `<what> <number>`. */
function assertBetween(line: string, what: string, low: number, high: number): void {
  const [found, number] = line.split(' ');
  assert.equal(found, what);
  assert.ok(Number(number) >= low && Number(number) <= high, line);
}

async function askMonitor(port: number | null): Promise<void> {
  await using monitor = await QmpClient.connect({ port: port! });
  assert.equal((await monitor.execute('query-status', {})).status, 'running');
}

async function assertListening(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
}

async function echo(port: number, text: string): Promise<string> {
  const socket = createSocket('udp4');
  try {
    const answer = once(socket, 'message', { signal: AbortSignal.timeout(10_000) });
    socket.send(text, port, '127.0.0.1');
    const [message] = (await answer) as [Buffer];
    return message.toString();
  } finally {
    socket.close();
  }
}
