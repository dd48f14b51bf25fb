/** The version in package.json. Reads it by a builtin that is loaded already: importing node:fs costs 3 ms. */
export function packageVersion(): string {
  const text = process
    .getBuiltinModule('node:fs')
    .readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
