import type { Node } from 'jsonc-parser';
import type { ConfigIssue, ConfigPath } from './config-issue.js';
import { type Environment, expandVariables } from './expand-variables.js';
import { isClosed, type JsonSchema, subschema } from './schema.js';
import type { SourceText } from './source-text.js';

/** Where a value of the configuration is written. */
export interface Place {
  readonly path: ConfigPath;
  /** Offset of the key; of the value where there is no key. */
  readonly key: number;
  readonly value: number;
  /** The value was made from environment variables: no message shows it. */
  readonly expanded: boolean;
}

/** The value of a JSON tree, with keys in their right case, and the place of each part by its JSON pointer. */
export interface ConfigDocument {
  readonly source: SourceText;
  readonly value: unknown;
  readonly places: ReadonlyMap<string, Place>;
  /** Keys that are written twice, variables that are not set. */
  readonly issues: readonly ConfigIssue[];
}

/** @param environment where `$VAR` in strings is looked up; without it a `$` is a `$` */
export function readDocument(
  source: SourceText,
  root: Node,
  schema: JsonSchema,
  environment?: Environment,
): ConfigDocument {
  const reader = new DocumentReader(source, environment);
  const value = reader.read(root, { path: [], pointer: '', schema, key: root.offset });
  return { source, value, places: reader.places, issues: reader.issues };
}

/** @example pointerTo('/Mounts', '/data') // '/Mounts/~1data' (RFC 6901) */
export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

interface Position {
  readonly path: ConfigPath;
  readonly pointer: string;
  readonly schema: JsonSchema | undefined;
  readonly key: number;
}

class DocumentReader {
  readonly places = new Map<string, Place>();
  readonly issues: ConfigIssue[] = [];
  readonly #source: SourceText;
  readonly #environment: Environment | undefined;

  constructor(source: SourceText, environment: Environment | undefined) {
    this.#source = source;
    this.#environment = environment;
  }

  read(node: Node, at: Position): unknown {
    const value = this.#valueOf(node, at);
    this.places.set(at.pointer, {
      path: at.path,
      key: at.key,
      value: node.offset,
      expanded: node.type === 'string' && value !== node.value,
    });
    return value;
  }

  #valueOf(node: Node, at: Position): unknown {
    if (node.type === 'object') return this.#readObject(node, at);
    if (node.type === 'array') {
      return (node.children ?? []).map((item, index) => this.read(item, child(at, index, item.offset)));
    }
    return node.type === 'string' ? this.#expand(String(node.value), node.offset, at.path) : (node.value as unknown);
  }

  #readObject(node: Node, at: Position): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    for (const property of node.children ?? []) {
      const [keyNode, valueNode] = property.children ?? [];
      if (!keyNode || !valueNode) continue;
      const key = rightCase(at.schema, String(keyNode.value));
      const position = child(at, key, keyNode.offset);
      if (entries.has(key)) {
        this.issues.push(this.#source.issueAt(keyNode.offset, position.path, 'is written twice'));
      } else {
        entries.set(key, this.read(valueNode, position));
      }
    }
    // fromEntries defines properties, so that a key "__proto__" stays a key.
    return Object.fromEntries([...entries].filter(([key, value]) => !isUnset(at.schema, key, value)));
  }

  #expand(text: string, offset: number, path: ConfigPath): string {
    if (!this.#environment) return text;
    const { text: expanded, unset } = expandVariables(text, this.#environment);
    for (const name of unset) {
      this.issues.push(
        this.#source.issueAt(offset, path, `$${name} is not set in the environment; a plain dollar sign is $$`),
      );
    }
    return expanded;
  }
}

function child(at: Position, key: string | number, offset: number): Position {
  return {
    path: [...at.path, key],
    pointer: pointerTo(at.pointer, key),
    schema: subschema(at.schema, key),
    key: offset,
  };
}

/** OPS reads its keys in any case ("DedicatedHostId" for "DedicatedHostID"); keys that are the user's stay as they are. */
function rightCase(schema: JsonSchema | undefined, key: string): string {
  if (!isClosed(schema)) return key;
  const known = Object.keys(schema?.properties ?? {});
  return known.includes(key) ? key : (known.find((name) => name.toLowerCase() === key.toLowerCase()) ?? key);
}

/** In OPS an empty string is the same as no value. */
function isUnset(parent: JsonSchema | undefined, key: string, value: unknown): boolean {
  return value === '' && isClosed(parent) && subschema(parent, key)?.type === 'string';
}
