import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { bytes, parseSize } from '../../src/core/size.js';
import { parseUuid } from '../../src/core/uuid.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { ArchiveFile } from '../../src/filesystem/archive-file.js';
import { kindOn } from '../../src/filesystem/kinds/probe.js';
import type { FileSource } from '../../src/filesystem/open-sources.js';
import { openExt4, type Ext4Reader } from '../../src/formats/ext4/reader/index.js';
import type { FilesystemReader } from '../../src/formats/filesystem-reader.js';
import { openTfs } from '../../src/formats/tfs/index.js';
import { createVolume, type NewVolume } from '../../src/volumes/create-volume.js';
import type { VolumeEditing } from '../../src/volumes/edit-target.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';

export const UUID = parseUuid('5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');
export const NOW = new Date('2026-01-02T03:04:05Z');

/** A store where nothing is attached. */
export function freeStore(directory: string): VolumeEditing {
  return {
    store: new VolumeStore(directory),
    exclusively: (work) => work(),
    refuseAttached: () => undefined,
    now: NOW,
  };
}

/** Makes the volume `data`. */
export async function createData({ store }: VolumeEditing, changes: Partial<NewVolume> = {}) {
  const request = { name: parseVolumeName('data'), size: parseSize('8m'), uuid: UUID, now: NOW, ...changes };
  return (await createVolume(store, request, {})).volume;
}

export function sourceAt(path: string, destination = '/'): FileSource {
  return { path, shown: path, destination };
}

/** Reads a volume of any file system while `use` runs. */
export function readFiles<T>(location: string, use: (reader: FilesystemReader) => T): T {
  using image = ArchiveFile.open(location, location);
  return use(kindOn(image) === 'tfs' ? openTfs(image) : openExt4(image));
}

/** Reads an ext4 volume while `use` runs. */
export function readVolume<T>(location: string, use: (reader: Ext4Reader) => T): T {
  const fd = openSync(location, 'r');
  try {
    const read = (position: number, length: number) => {
      const buffer = Buffer.alloc(length);
      return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
    };
    return use(openExt4({ size: bytes(statSync(location).size), read }));
  } finally {
    closeSync(fd);
  }
}
