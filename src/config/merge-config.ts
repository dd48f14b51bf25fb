import type { Config } from './generated/config.js';

/**
 * Lays one configuration over another, property by property: objects merge, arrays and single values replace.
 * Neither argument is changed.
 *
 * @example
 * mergeConfig({ Env: { A: '1' }, Args: ['x'] }, { Env: { B: '2' }, Args: ['y'] }) // { Env: { A: '1', B: '2' }, Args: ['y'] }
 */
export function mergeConfig(base: Config, over: Config): Config {
  return mergeObjects({ ...base }, { ...over });
}

type Properties = Readonly<Record<string, unknown>>;

function mergeObjects(base: Properties, over: Properties): Properties {
  const merged = Object.entries(over).map(([key, value]): [string, unknown] => {
    const below = Object.hasOwn(base, key) ? base[key] : undefined;
    return [key, isObject(below) && isObject(value) ? mergeObjects(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(merged) };
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
