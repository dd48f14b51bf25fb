import { OpsError } from '../core/errors.js';
import type { InstanceFacet, InstanceInfo } from '../provider/instances.js';
import type { CommandContext } from './context.js';

/**
 * Does something to each of the instances that are named. All are looked up first, so that a mistyped one does not
 * leave half of the work done.
 *
 * @param work one instance, by its id
 */
export async function eachInstance(
  references: readonly string[],
  instances: InstanceFacet,
  context: CommandContext,
  work: (id: string) => Promise<{ readonly instance: InstanceInfo; readonly view: string }>,
): Promise<undefined> {
  const ids = new Set<string>();
  for (const reference of references) ids.add((await instances.get(reference)).id);
  const done: { readonly instance: InstanceInfo; readonly view: string }[] = [];
  try {
    for (const id of ids) done.push(await work(id));
  } catch (error) {
    if (error instanceof OpsError && done.length > 0) {
      context.output.warn(`done before that: ${done.map(({ instance }) => instance.name).join(', ')}`);
    }
    throw error;
  }
  context.output.result({
    data: done.map(({ instance }) => instance),
    ids: done.map(({ instance }) => instance.id),
    view: done.map(({ view }) => view).join('\n'),
  });
  return undefined;
}
