/** `text` as one word of a shell's command line, for hints that are to be typed. @example shellWord('a b') // "'a b'" */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
