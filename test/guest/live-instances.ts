import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createOnpremProvider } from '../../providers/onprem/index.js';
import { parseAttachRequest } from '../../src/core/attach-request.js';
import { parseVolumeToMake } from '../../src/core/volume-to-make.js';
import { homeAt } from '../../src/core/home.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import type { RunHost } from '../../src/instances/run-instance.js';
import type { AttachedVolume, DetachedVolume, InstanceFacet, InstanceInfo } from '../../src/provider/instances.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { freePort } from '../oracles/free-port.js';
import { eventually, OpsWorkshop } from '../oracles/ops.js';

const GUEST_PORT = 80;
const LISTEN_TIMEOUT = 5_000;

/** A workshop with instances that stay, of an image that serves steps; they are worked with in this process. */
export class LiveInstances extends OpsWorkshop {
  /** Where the program of each instance listens for steps. */
  readonly #ports = new Map<string, number>();

  get host(): RunHost {
    const home = homeAt(this.file('home'));
    const volumes = new VolumeStore(home.volumes);
    return { home, env: process.env, volumes, instances: new InstanceStore(home.instances), now: () => new Date() };
  }

  get facet(): InstanceFacet {
    const { instances } = createOnpremProvider({ ...this.host });
    assert.ok(instances);
    return instances;
  }

  /** Builds the image `name` whose program serves steps. */
  async createImage(name: string, mounts: readonly string[]): Promise<void> {
    const flags = mounts.flatMap((mount) => ['--mounts', mount]);
    await this.ok('image', 'create', this.program('serve-steps'), '-i', name, ...flags, '--', String(GUEST_PORT));
  }

  /** Boots an instance of `image` with a port for steps. @param make volumes that are made for it */
  async create(
    image: string,
    name: string,
    attach: readonly string[] = [],
    make: readonly string[] = [],
  ): Promise<InstanceInfo> {
    const host = await freePort();
    const ports = [{ host, guest: GUEST_PORT, protocol: 'tcp' }] as const;
    const more = { mounts: [], make: make.map(parseVolumeToMake), qmp: false, verbose: false, acceleration: false };
    const request = { image, name, ports, attach: attach.map(parseAttachRequest), ...more };
    const created = await this.facet.create(request, {});
    this.#ports.set(name, host);
    return created;
  }

  attach(name: string, request: string): Promise<AttachedVolume> {
    return this.facet.attach(name, parseAttachRequest(request), {});
  }

  detach(name: string, what: string, force = false): Promise<DetachedVolume> {
    return this.facet.detach(name, what, { force }, {});
  }

  /** Has the program of an instance take a step, once it listens. @returns its answer */
  async step(name: string, line: string): Promise<string> {
    for (const end = Date.now() + LISTEN_TIMEOUT; ;) {
      try {
        return await ask(this.#ports.get(name) ?? 0, line);
      } catch (error) {
        if (Date.now() > end) throw error;
        await delay(50);
      }
    }
  }

  /** The names of the disks that an instance's machine has, by its monitor: block nodes and devices must agree. */
  async disksOf(name: string): Promise<string[]> {
    const { qmp } = this.host.instances.get(name);
    await using monitor = await QmpClient.connect({ path: qmp.socket });
    const nodes = await monitor.execute('query-named-block-nodes', { flat: true });
    const backends = await monitor.execute('query-block', {});
    const isVolume = (id: string | undefined): id is string => id?.startsWith('volume-') ?? false;
    const found = nodes.map((node) => node['node-name']).filter(isVolume);
    assert.deepEqual(backends.map(({ qdev }) => qdev).filter(isVolume).sort(), found.sort()); // prettier-ignore
    return found;
  }

  /** The processes that have the home's path on their command line. */
  machines(): number[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map(Number).filter((pid) => {
      const line = existsSync(`/proc/${pid}/cmdline`) ? commandLine(pid) : '';
      return line.includes('qemu-system') && line.includes(this.file('home'));
    });
  }
}

async function ask(port: number, line: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1').write(`${line}\n`);
  let answer = '';
  for await (const text of socket as AsyncIterable<string>) {
    answer += text;
    if (answer.endsWith('\n')) return answer.trimEnd();
  }
  throw new Error(`${line}: no answer`);
}

/** A process may end while it is looked at. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** Gives the suite that calls this one workshop with its instances, which stay from test to test. */
export function useLiveInstances(): LiveInstances {
  const live = new LiveInstances();
  before(async function () {
    this.timeout(180_000);
    await live.open();
  });
  after(async () => {
    await live.endAll();
    await eventually('QEMU ends', () => live.machines().length === 0);
    live.close();
  });
  return live;
}
