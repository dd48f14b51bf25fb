import type { Home } from '../../src/core/home.js';
import { ImageStore } from '../../src/images/image-store.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import type { Provider } from '../../src/provider/provider.js';
import { SnapshotStore } from '../../src/volumes/snapshots/snapshot-store.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { OnpremImages } from './images.js';
import { OnpremInstances } from './instances.js';
import { OnpremSnapshots } from './snapshots.js';
import { OnpremVolumes } from './volumes.js';

export interface OnpremOptions {
  readonly home: Home;
  /** `VolumesDir` of config.json: where volumes are instead of in the home. */
  readonly volumesDirectory?: string;
  readonly now: () => Date;
  /** Where programs are found (`PATH`), and what they are given; only instances need them. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** This machine: volumes and images are files in the home. */
export function createOnpremProvider({ home, volumesDirectory, now, env = {} }: OnpremOptions): Provider {
  const volumes = new VolumeStore(volumesDirectory ?? home.volumes);
  const instances = new InstanceStore(home.instances);
  const images = new ImageStore(home.images);
  const host = { home, env, volumes, instances, now };
  return {
    name: 'onprem',
    volumes: new OnpremVolumes(volumes, instances, now, images),
    snapshots: new OnpremSnapshots(new SnapshotStore(home.snapshots), host),
    images: new OnpremImages(home, images, volumes, instances, now),
    instances: new OnpremInstances(host, images),
  };
}
