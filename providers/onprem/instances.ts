import { OpsError } from '../../src/core/errors.js';
import { formatMountSource, parseMount, type Mount } from '../../src/core/mount.js';
import type { AttachRequest } from '../../src/core/attach-request.js';
import type { OperationOptions } from '../../src/core/progress.js';
import type { ImageStore } from '../../src/images/image-store.js';
import type { InstanceRecord } from '../../src/instances/instance-record.js';
import { observeInstance, type ObservedInstance } from '../../src/instances/observe-instance.js';
import { requestsByPath } from '../../src/instances/mounts-by-path.js';
import type { RunHost } from '../../src/instances/run-instance.js';
import { DEFAULT_MEMORY, type RunRequest } from '../../src/instances/run-request.js';
import type {
  AttachedVolume,
  CreateInstanceRequest,
  DetachedVolume,
  InstanceFacet,
  InstanceInfo,
  StoppedInstance,
  StopRequest,
} from '../../src/provider/instances.js';

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
    return this.#host.instances.list().map((record) => this.#info(record));
  }

  async get(reference: string): Promise<InstanceInfo> {
    return this.#info(this.#host.instances.get(reference));
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

  async delete(reference: string, { signal }: OperationOptions): Promise<InstanceInfo> {
    const { deleteInstance } = await import('../../src/instances/delete-instance.js');
    const info = await this.get(reference);
    await deleteInstance(reference, this.#host.instances, signal);
    return info;
  }

  async attach(reference: string, request: AttachRequest, { signal }: OperationOptions): Promise<AttachedVolume> {
    const { attachVolume } = await import('../../src/instances/attach-volume.js');
    return attachVolume(reference, request, this.#host, signal);
  }

  async detach(
    reference: string,
    what: string,
    { force }: { readonly force: boolean },
    { signal }: OperationOptions,
  ): Promise<DetachedVolume> {
    const { detachVolume } = await import('../../src/instances/detach-volume.js');
    return detachVolume(reference, what, this.#host.instances, { force, signal });
  }

  #runRequest(request: CreateInstanceRequest): RunRequest {
    const image = this.#images.get(request.image);
    if (image.guest !== 'linux') {
      throw new OpsError('unsupported', `image ${image.name}: the ${image.guest} guest is not supported yet`);
    }
    const mounts = image.mounts.map(parseMount);
    return {
      name: request.name ?? image.name,
      nameTaken: request.name === undefined ? 'number' : 'refuse',
      root: { kind: 'image', image },
      mounts,
      attachNamed: false,
      attach: [...requestsByPath(request.mounts, mounts, image.name), ...request.attach],
      forwards: request.ports.map(({ host, guest, protocol }) => ({ hostPort: host, guestPort: guest, protocol })),
      memory: request.memory ?? DEFAULT_MEMORY,
      cpus: request.cpus ?? 1,
      qmp: request.qmp,
      verbose: request.verbose,
      accelerator: request.acceleration ? 'auto' : 'tcg',
      ...(request.kernel !== undefined && { kernel: request.kernel }),
    };
  }

  #info(record: InstanceRecord): InstanceInfo {
    return toInfo(observeInstance(record, this.#host.instances));
  }
}

function toInfo({ record, status, ending }: ObservedInstance): InstanceInfo {
  const { id, name, image, guest, created, started, ports, qmp, machine } = record;
  return {
    ...{ id, name, image, guest, status },
    pid: ending === null ? (machine?.pid ?? null) : null,
    exitCode: ending?.exitCode ?? null,
    failure: ending?.failure ?? null,
    ...{ created, started },
    ended: ending?.at ?? null,
    ports,
    volumes: [
      ...record.volumes.map(({ uuid, path, readOnly, virtualId, since, ...volume }) => ({
        ...{ uuid, name: volume.name, path, readOnly, virtualId, since },
      })),
      ...record.shares.map(({ hostPath, path, readOnly, virtualId }) => ({
        ...{ uuid: null, name: hostPath, path, readOnly, virtualId, since: null },
      })),
    ],
    waiting: waitingMounts(record),
    qmp,
    provider: 'onprem',
  };
}

function waitingMounts({ settings, volumes, shares }: InstanceRecord): InstanceInfo['waiting'] {
  const taken = new Set([...volumes, ...shares].map(({ path }) => path));
  return settings.mounts
    .map(parseMount)
    .filter(({ path }: Mount) => !taken.has(path))
    .map(({ source, path, readOnly }) => ({ source: formatMountSource(source), path, readOnly }));
}
