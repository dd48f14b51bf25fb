import type { Config } from './generated/config.js';

/** One mount of config.json, not looked into: the key of `Mounts`, and a path with or without `:ro` or `:rw`. */
export interface ConfiguredMount {
  readonly source: string;
  readonly target: string;
}

/** The mounts of a configuration, one for each path. */
export function listMounts(config: Config): ConfiguredMount[] {
  return Object.entries(config.Mounts ?? {}).flatMap(([source, targets]) =>
    [targets].flat().map((target) => ({ source, target })),
  );
}

/** `Mounts` with more in it: a source that is there already gets one more path, a path it has already its new mode. */
export function addMounts(mounts: Config['Mounts'], added: readonly ConfiguredMount[]): NonNullable<Config['Mounts']> {
  const targetsBySource = new Map(Object.entries(mounts ?? {}).map(([source, targets]) => [source, [targets].flat()]));
  for (const { source, target } of added) {
    const others = (targetsBySource.get(source) ?? []).filter((other) => guestPath(other) !== guestPath(target));
    targetsBySource.set(source, [...others, target]);
  }
  return Object.fromEntries(
    [...targetsBySource].map(([source, targets]) => {
      const [first, ...more] = targets;
      return [source, first !== undefined && more.length === 0 ? first : targets];
    }),
  );
}

/** True for a source that is a directory of this machine: it begins with `/`, `./` or `../`, or is `.` or `..`. */
export function isHostDirectory(source: string): boolean {
  return /^(\/|\.\.?(\/|$))/.test(source);
}

function guestPath(target: string): string {
  return target.replace(/:r[ow]$/, '');
}
