import { OpsError } from '../../../core/errors.js';
import { ALIASES, MODULE_SETS, type ModuleSet, type ModuleSetName } from './module-sets.js';
import type { ModuleTree } from './module-tree.js';

/** For every set that the kernel can give: the names of its modules in the order to load them. Built-in ones need none. */
export type ResolvedModuleSets = Partial<Record<ModuleSetName, readonly string[]>>;

/**
 * Finds what must be loaded for each set, dependencies first.
 *
 * @throws OpsError `kernel-unsupported` when a module of a required set is neither there nor built in
 */
export function resolveModuleSets(tree: ModuleTree, release: string): ResolvedModuleSets {
  const resolved: ResolvedModuleSets = {};
  for (const set of MODULE_SETS) {
    const order = resolveSet(tree, set, new Set(resolved.base));
    if (order.missing === undefined) resolved[set.name] = order.names;
    else if (set.required) throw missing(release, set, order.missing);
  }
  return resolved;
}

interface LoadOrder {
  readonly names: readonly string[];
  /** The first module that is neither there nor built in. */
  readonly missing: string | undefined;
}

function resolveSet(tree: ModuleTree, set: ModuleSet, loaded: ReadonlySet<string>): LoadOrder {
  const names: string[] = [];
  const visited = new Set<string>();
  let lacking: string | undefined;
  const visit = (name: string): void => {
    if (visited.has(name) || loaded.has(name) || tree.builtin.has(name)) return;
    visited.add(name);
    if (!tree.has(name)) {
      lacking ??= name;
      return;
    }
    const { info } = tree.read(name);
    for (const wanted of info.softDependencies.map(moduleOf)) if (tree.has(wanted)) visit(wanted);
    for (const needed of info.depends.map(moduleOf)) visit(needed);
    names.push(name);
  };
  for (const name of set.modules) visit(name);
  return { names, missing: lacking };
}

function moduleOf(dependency: string): string {
  return (ALIASES.get(dependency) ?? dependency).replaceAll('-', '_');
}

function missing(release: string, set: ModuleSet, name: string): OpsError {
  return new OpsError('kernel-unsupported', `kernel ${release}: has no ${name}, neither as a module nor built in`, {
    hint: 'use the kernel of the distribution: ops kernel install',
    details: { release, module: name, set: set.name },
  });
}
