import type YargsParser from 'yargs-parser';

/** The parser of yargs: words in, options and positionals out. yargs itself exports it from `yargs/helpers`. */
export type Parser = YargsParser.Parser;

/**
 * Loads the parser of yargs alone. All of yargs costs 40 ms, twice what Node.js needs to start: it brings a layout engine,
 * terminal widths and locale files for the help pages and messages that we write ourselves. Its parser costs 3 ms, and
 * `yargs-parser/browser` is the entry of it that loads nothing else. It is found from where yargs is, because the
 * version that counts is the one that yargs uses.
 */
export async function loadParser(): Promise<Parser> {
  const { createRequire } = process.getBuiltinModule('node:module');
  const { pathToFileURL } = process.getBuiltinModule('node:url');
  const entry = createRequire(import.meta.resolve('yargs')).resolve('yargs-parser/browser');
  return ((await import(pathToFileURL(entry).href)) as { default: Parser }).default;
}
