import { OpsError } from '../core/errors.js';
import type { CommandContext } from './context.js';

export interface Deletion<Item> {
  get(reference: string): Promise<Item>;
  /** For people, and what says which items are the same one: two copies of a volume have one UUID. */
  describe(item: Item): string;
  /** What `-q` prints. */
  identify(item: Item): string;
  delete(item: Item): Promise<Item>;
}

/**
 * Deletes what the references mean. All of them are looked up before anything is touched, so that a mistyped one does
 * not leave half of the work done; then one question for all.
 */
export async function deleteEach<Item>(
  references: readonly string[],
  context: CommandContext,
  deletion: Deletion<Item>,
): Promise<undefined> {
  const items = new Map<string, Item>();
  for (const reference of references) {
    const item = await deletion.get(reference);
    items.set(deletion.describe(item), item);
  }
  await context.confirm(`Delete ${[...items.values()].map((item) => deletion.describe(item)).join(', ')}?`);
  const deleted: Item[] = [];
  try {
    for (const item of items.values()) deleted.push(await deletion.delete(item));
  } catch (error) {
    if (error instanceof OpsError && deleted.length > 0) {
      context.output.warn(`deleted before that: ${deleted.map((item) => deletion.describe(item)).join(', ')}`);
    }
    throw error;
  }
  context.output.result({
    data: deleted,
    ids: deleted.map((item) => deletion.identify(item)),
    view: deleted.map((item) => `deleted  ${deletion.describe(item)}`).join('\n'),
  });
  return undefined;
}
