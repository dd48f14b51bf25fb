/** `data -> /data`, `%1 -> /files ro` */
export function formatMountInfo(mount: {
  readonly source: string;
  readonly path: string;
  readonly readOnly: boolean;
}): string {
  return `${mount.source} -> ${mount.path}${mount.readOnly ? ' ro' : ''}`;
}
