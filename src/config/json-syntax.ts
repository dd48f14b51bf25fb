import type { Node, ParseError } from 'jsonc-parser';
import type { ConfigIssue } from './config-issue.js';
import type { SourceText } from './source-text.js';

/** Deeper than any configuration, and far from what a recursive parser survives. */
const MAX_DEPTH = 100;

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'is not JSON; text is written in double quotes',
  InvalidNumberFormat: 'is not a number of JSON',
  UnexpectedEndOfNumber: 'is not a number of JSON',
  PropertyNameExpected: 'a key in double quotes is missing here',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing here',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a closing } is missing here',
  CloseBracketExpected: 'a closing ] is missing here',
  EndOfFileExpected: 'nothing may follow the configuration',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'a closing double quote is missing',
  InvalidUnicode: 'has a \\u that is not followed by four hexadecimal digits',
  InvalidEscapeCharacter: 'has an escape that JSON does not know; write a backslash as \\\\',
  InvalidCharacter: 'has a control character; write it as an escape, such as \\n or \\t',
};

export interface ParsedJson {
  readonly issues: readonly ConfigIssue[];
  /** The tree of the whole document; missing when the mistakes make it a guess. */
  readonly root?: Node;
}

/** Parses strict JSON (RFC 8259) and finds the mistakes in it. */
export async function parseJson(source: SourceText): Promise<ParsedJson> {
  const { parseTree, printParseErrorCode } = await import('jsonc-parser');
  if (source.text.trim() === '') {
    return { issues: [source.issueAt(0, [], 'the file is empty; write {} when there is nothing to configure')] };
  }
  const tooDeep = findTooDeep(source.text);
  if (tooDeep !== undefined) {
    return { issues: [source.issueAt(tooDeep, [], `nested deeper than ${MAX_DEPTH} levels`)] };
  }
  const errors: ParseError[] = [];
  const root = parseTree(source.text, errors, { disallowComments: true, allowTrailingComma: false });
  const found = errors.map(({ error, offset, length }) => ({ code: printParseErrorCode(error), offset, length }));
  const mistakes = describeAll(source.text, found);
  const certain = mistakes.every((mistake) => mistake.harmless);
  return { issues: withoutNoise(source, mistakes), ...(certain && root && { root }) };
}

interface ParserError {
  readonly code: string;
  readonly offset: number;
  readonly length: number;
}

interface Mistake {
  readonly offset: number;
  readonly message: string;
  /** The tree is what the author meant all the same. */
  readonly harmless: boolean;
}

function describeAll(text: string, errors: readonly ParserError[]): Mistake[] {
  // After a string without an end nothing is where the parser expects it.
  const open = errors.findIndex(({ code }) => code === 'UnexpectedEndOfString');
  const comments = errors.filter(({ code }) => code === 'InvalidCommentToken');
  const bare = comments.reduce(blank, text);
  return (open === -1 ? errors : errors.slice(0, open + 1)).map((error) => describe(bare, error));
}

function describe(text: string, { code, offset }: ParserError): Mistake {
  const before = text.slice(0, offset).trimEnd();
  if (/[}\]]/.test(text.charAt(offset)) && before.endsWith(',')) {
    return { offset: before.length - 1, message: 'a comma stands before the closing bracket', harmless: true };
  }
  return { offset, message: MESSAGES[code] ?? 'is not JSON', harmless: code === 'InvalidCommentToken' };
}

function blank(text: string, { offset, length }: ParserError): string {
  return text.slice(0, offset) + ' '.repeat(length) + text.slice(offset + length);
}

/** A mistake confuses the parser until the end of its line: what it finds after the first is noise. */
function withoutNoise(source: SourceText, mistakes: readonly Mistake[]): ConfigIssue[] {
  const confusedLines = new Set<number>();
  return mistakes.flatMap(({ offset, message, harmless }) => {
    const issue = source.issueAt(offset, [], message);
    if (harmless) return [issue];
    if (confusedLines.has(issue.line)) return [];
    confusedLines.add(issue.line);
    return [issue];
  });
}

/** Offset of the first bracket that is nested too deep. Strings are skipped: a bracket in them nests nothing. */
function findTooDeep(text: string): number | undefined {
  let depth = 0;
  for (const match of text.matchAll(/"(?:[^"\\\r\n]|\\.)*"|[[\]{}]/g)) {
    if (match[0] === '{' || match[0] === '[') depth++;
    if (match[0] === '}' || match[0] === ']') depth--;
    if (depth > MAX_DEPTH) return match.index;
  }
  return undefined;
}
