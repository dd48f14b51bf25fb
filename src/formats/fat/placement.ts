import type { FileNode } from '../tree.js';
import { FIRST_CLUSTER, type FatGeometry, SLOT_SIZE } from './geometry.js';
import type { DirectoryRecord } from './inventory.js';

/** A directory and the cluster where it begins: 0 for the root of FAT16, which is before the clusters. */
export interface PlacedDirectory<Content> extends DirectoryRecord<Content> {
  readonly firstCluster: number;
  readonly clusters: number;
  /** Of each child the cluster where it begins: 0 for an empty file. */
  readonly childClusters: readonly number[];
}

/** A file and where its content begins. */
export interface PlacedFile<Content> {
  readonly node: FileNode<Content>;
  readonly firstCluster: number;
  readonly clusters: number;
}

/** Everything in the order of its clusters, which are used without gaps: directories, then files. */
export interface Placement<Content> {
  readonly directories: readonly PlacedDirectory<Content>[];
  readonly files: readonly PlacedFile<Content>[];
  readonly usedClusters: number;
}

/** Clusters that a tree needs. */
export function countClusters(directories: readonly DirectoryRecord<unknown>[], geometry: FatGeometry): number {
  let clusters = 0;
  for (const [index, directory] of directories.entries()) {
    clusters += directoryClusters(directory, index, geometry);
    for (const { node } of directory.children) {
      if (node.kind === 'file') clusters += Math.ceil(node.size / geometry.clusterSize);
    }
  }
  return clusters;
}

export function placeTree<Content>(
  directories: readonly DirectoryRecord<Content>[],
  geometry: FatGeometry,
): Placement<Content> {
  let next = FIRST_CLUSTER;
  const take = (clusters: number): number => {
    const first = clusters === 0 ? 0 : next;
    next += clusters;
    return first;
  };
  const places = directories.map((directory, index) => {
    const clusters = directoryClusters(directory, index, geometry);
    return { clusters, firstCluster: take(clusters) };
  });
  const files: PlacedFile<Content>[] = [];
  // Directories stand in the order in which they are met as children: the root is nobody's.
  let nextDirectory = 1;
  const placed = directories.map((directory, index) => {
    const childClusters = directory.children.map(({ node }) => {
      if (node.kind === 'directory') return places[nextDirectory++]?.firstCluster ?? 0;
      const clusters = Math.ceil(node.size / geometry.clusterSize);
      const firstCluster = take(clusters);
      files.push({ node, firstCluster, clusters });
      return firstCluster;
    });
    return { ...directory, ...(places[index] ?? { clusters: 0, firstCluster: 0 }), childClusters };
  });
  return { directories: placed, files, usedClusters: next - FIRST_CLUSTER };
}

function directoryClusters({ slots }: DirectoryRecord<unknown>, index: number, geometry: FatGeometry): number {
  if (index === 0 && geometry.type === 'FAT16') return 0;
  return Math.max(1, Math.ceil((slots * SLOT_SIZE) / geometry.clusterSize));
}
