/*
 * Pages that are carried out as they are written. Two kinds of fenced blocks count:
 *
 *   console   lines after `$ ` are commands, the lines below each are all that it shows on a terminal
 *   js        a file; its first line is its name: `// visits.js`
 */

export interface Command {
  readonly kind: 'command';
  /** Of the page, from 1. */
  readonly line: number;
  readonly command: string;
  readonly shown: string;
}

export interface WrittenFile {
  readonly kind: 'file';
  readonly name: string;
  readonly content: string;
}

export type Step = Command | WrittenFile;

export function readWalkThrough(page: string): Step[] {
  const blocks = page.matchAll(/^```(console|js)\n(.*?)^```$/gms);
  return [...blocks].flatMap(({ 1: kind, 2: content = '', index }): Step[] => {
    const line = page.slice(0, index).split('\n').length + 1;
    if (kind === 'console') return commandsOf(content, line);
    const name = /^\/\/ (\S+)\n/.exec(content)?.[1];
    return name === undefined ? [] : [{ kind: 'file', name, content }];
  });
}

function commandsOf(content: string, firstLine: number): Command[] {
  return [...content.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(({ 1: command = '', 2: shown = '', index }) => {
    const line = firstLine + content.slice(0, index).split('\n').length - 1;
    return { kind: 'command', line, command, shown };
  });
}

/** What stays on a terminal of what was written to it: a line that is erased gives way to what comes after. */
export function afterErasing(written: string): string {
  const lines = written.replaceAll('\r', '').split('\n');
  return lines.map((line) => line.split('\u001b[2K').at(-1)).join('\n');
}

/** What differs from one machine and one moment to the next, and what stands for it. */
const CHANGING: readonly (readonly [pattern: RegExp, placeholder: string])[] = [
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/~\/\.ops\/volumes\/\S*\.raw/g, '<location>'],
  [/\b\d{14}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/\b\d+ (second|minute|hour)s? ago|just now/g, '<ago>'],
  [/\b\d+(\.\d+)? (ms|s|m)\b( \d+ s\b)?/g, '<duration>'],
  [/\bpid( +)\d+/g, 'pid <pid>'],
  // The management port: the end of the id.
  [/127\.0\.0\.1:\d{4}(?!\d|->|\/)/g, '127.0.0.1:<port>'],
  // What a guest has in its memory still is not counted on the disk.
  [/│ [\d.]+ [KMG]iB +│ \d+% +│/g, '│ <used> │'],
  // As large as the Node.js of the machine.
  [/node [\d.]+, \d+ files, \d+ MiB/g, 'node <version>'],
  // Tables are as wide as what is in them.
  [/─+/g, '─'],
  [/ {2,}/g, ' '],
  [/ +$/gm, ''],
];

/** `text` with placeholders for all that changes. */
export function settled(text: string): string {
  return CHANGING.reduce((current, [pattern, placeholder]) => current.replace(pattern, placeholder), text).trimEnd();
}
