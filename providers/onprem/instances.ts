import { OpsError } from '../../src/core/errors.js';
import { parseMount } from '../../src/core/mount.js';
import type { AttachRequest } from '../../src/core/attach-request.js';
import type { OperationOptions } from '../../src/core/progress.js';
import type { ImageStore } from '../../src/images/image-store.js';
import { isDamaged, type FoundInstance } from '../../src/instances/found-instance.js';
import type { InstanceRecord } from '../../src/instances/instance-record.js';
import { observeInstance } from '../../src/instances/observe-instance.js';
import { requestsByPath } from '../../src/instances/mounts-by-path.js';
import type { RunHost } from '../../src/instances/run-instance.js';
import { DEFAULT_MEMORY, type RunRequest } from '../../src/instances/run-request.js';
import type {
  AttachedVolume,
  CreateInstanceRequest,
  DeleteInstanceOptions,
  DetachedVolume,
  InstanceFacet,
  InstanceInfo,
  InstanceStats,
  LogsRequest,
  StatsRequest,
  StoppedInstance,
  StopRequest,
  WaitRequest,
} from '../../src/provider/instances.js';
import { damagedInfo, toInfo } from './instance-info.js';
import { toStats } from './instance-stats.js';

/** Instances of this machine: QEMU processes, and what is kept of them in the home. */
export class OnpremInstances implements InstanceFacet {
  readonly #host: RunHost;
  readonly #images: ImageStore;

  constructor(host: RunHost, images: ImageStore) {
    this.#host = host;
    this.#images = images;
  }

  async create(request: CreateInstanceRequest, options: OperationOptions): Promise<InstanceInfo> {
    const { createInstance } = await import('../../src/instances/create-instance.js');
    const wanted = this.#runRequest(request);
    const record = await createInstance(wanted, this.#host, { ...options, onStart: () => undefined });
    return this.#info(record);
  }

  async list(): Promise<InstanceInfo[]> {
    return this.#host.instances.listAll().map((found) => this.#info(found));
  }

  async get(reference: string): Promise<InstanceInfo> {
    return this.#info(this.#host.instances.getAny(reference));
  }

  async start(reference: string, { signal }: OperationOptions): Promise<InstanceInfo> {
    const { startInstance } = await import('../../src/instances/start-instance.js');
    return this.#info(await startInstance(reference, this.#host, signal));
  }

  async stop(reference: string, request: StopRequest, { signal }: OperationOptions): Promise<StoppedInstance> {
    const { stopInstance } = await import('../../src/instances/stop-instance.js');
    const { how, ...observed } = await stopInstance(reference, this.#host.instances, { ...request, signal });
    return { instance: toInfo(observed), how };
  }

  async restart(reference: string, request: StopRequest, { signal }: OperationOptions): Promise<InstanceInfo> {
    const { restartInstance } = await import('../../src/instances/start-instance.js');
    return this.#info(await restartInstance(reference, this.#host, request, signal));
  }

  async delete(reference: string, options: DeleteInstanceOptions): Promise<InstanceInfo> {
    const { deleteInstance } = await import('../../src/instances/delete-instance.js');
    const info = await this.get(reference);
    await deleteInstance(reference, this.#host.instances, options);
    return info;
  }

  async *logs(reference: string, request: LogsRequest, { signal }: OperationOptions): AsyncGenerator<Uint8Array> {
    const { readLogs } = await import('../../src/instances/read-logs.js');
    yield* readLogs(reference, request, this.#host.instances, signal);
  }

  async stats(reference: string, { previous }: StatsRequest, { signal }: OperationOptions): Promise<InstanceStats> {
    const { measureInstance } = await import('../../src/instances/measure-instance.js');
    const measure = await measureInstance(reference, this.#host.instances, signal);
    return toStats(measure, this.#host.now(), previous);
  }

  async wait(reference: string, request: WaitRequest, { signal }: OperationOptions): Promise<InstanceInfo> {
    const { awaitEnd } = await import('../../src/instances/await-end.js');
    return toInfo(await awaitEnd(reference, this.#host.instances, { ...request, signal }));
  }

  async attach(reference: string, request: AttachRequest, { signal }: OperationOptions): Promise<AttachedVolume> {
    requireAgent(this.#host.instances.get(reference));
    const { attachVolume } = await import('../../src/instances/attach-volume.js');
    return attachVolume(reference, request, this.#host, signal);
  }

  async detach(
    reference: string,
    what: string,
    { force }: { readonly force: boolean },
    { signal }: OperationOptions,
  ): Promise<DetachedVolume> {
    requireAgent(this.#host.instances.get(reference));
    const { detachVolume } = await import('../../src/instances/detach-volume.js');
    return detachVolume(reference, what, this.#host.instances, { force, signal });
  }

  #runRequest(request: CreateInstanceRequest): RunRequest {
    const image = this.#images.get(request.image);
    if (image.guest !== 'linux') {
      throw new OpsError('unsupported', `image ${image.name} is for ${image.guest}, which only \`ops run\` runs yet`, {
        hint: `ops run ${image.name}`,
        details: { image: image.name },
      });
    }
    const mounts = image.mounts.map(parseMount);
    return {
      name: request.name ?? image.name,
      nameTaken: request.name === undefined ? 'number' : 'refuse',
      root: { kind: 'image', image },
      guest: image.guest,
      mounts,
      attachNamed: false,
      attach: [...requestsByPath(request.mounts, mounts, image.name), ...request.attach],
      ...(request.make !== undefined && { make: request.make }),
      forwards: request.ports.map(({ host, guest, protocol }) => ({ hostPort: host, guestPort: guest, protocol })),
      memory: request.memory ?? DEFAULT_MEMORY,
      cpus: request.cpus ?? 1,
      qmp: request.qmp,
      verbose: request.verbose,
      accelerator: request.acceleration ? 'auto' : 'tcg',
      ...(request.kernel !== undefined && { kernel: request.kernel }),
    };
  }

  #info(found: FoundInstance): InstanceInfo {
    return isDamaged(found) ? damagedInfo(found) : toInfo(observeInstance(found, this.#host.instances));
  }
}

/** A volume is unmounted by the agent in the guest before its disk goes. */
function requireAgent({ name, guest }: InstanceRecord): void {
  if (guest === 'linux') return;
  throw new OpsError(
    'unsupported',
    `instance ${name}: volumes of a ${guest} guest cannot come and go while it runs yet`,
    {
      hint: 'attach them when it starts: ops run <image> --attach ...',
      details: { instance: name },
    },
  );
}
