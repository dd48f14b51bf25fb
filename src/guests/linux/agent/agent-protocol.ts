import { OpsError } from '../../../core/errors.js';
import { decodeTokenBytes, encodeToken } from '../../../formats/manifest/token.js';
import type { Access } from '../../../formats/manifest/linux-manifest.js';

/** The version of the protocol that this is written for; the guest names its own in `ready`. */
export const AGENT_PROTOCOL_VERSION = 1;

/** The longest request that a guest reads, in bytes, without its line feed. */
export const AGENT_MAX_REQUEST_BYTES = 4095;

export type AgentVerb = 'mount' | 'unmount' | 'resize' | 'freeze' | 'thaw' | 'stop' | 'signal' | 'status';

export type MountState = 'absent' | 'mounted' | 'released' | 'failed';

/** What the guest says by itself. `source` is `<kind>:<value>`, as in the manifest. */
export type AgentEvent =
  | { readonly type: 'ready'; readonly version: number }
  | {
      readonly type: 'mounted';
      readonly path: string;
      readonly device: string;
      readonly access: Access;
      readonly milliseconds: number;
    }
  | { readonly type: 'mount-failed'; readonly path: string; readonly errno: string; readonly text: string }
  | { readonly type: 'absent'; readonly path: string; readonly source: string }
  | { readonly type: 'unmounted'; readonly path: string }
  | { readonly type: 'lost'; readonly path: string; readonly device: string }
  | { readonly type: 'thawed'; readonly path: string }
  | { readonly type: 'started'; readonly pid: number; readonly uptimeMilliseconds: number }
  | { readonly type: 'exited'; readonly by: 'code' | 'signal'; readonly value: number }
  | { readonly type: 'fatal'; readonly what: string; readonly text: string };

/** A line of data in an answer. */
export type AgentItem =
  | { readonly type: 'uptime'; readonly milliseconds: number }
  | { readonly type: 'memory'; readonly totalBytes: number; readonly availableBytes: number }
  | { readonly type: 'program'; readonly pid: number }
  | { readonly type: 'usage'; readonly path: string; readonly totalBytes: number; readonly availableBytes: number }
  | {
      readonly type: 'mount';
      readonly path: string;
      readonly source: string;
      readonly access: Access;
      readonly state: MountState;
      /** The disk's node or the share's tag; empty when there was none yet. */
      readonly device: string;
    }
  | { readonly type: 'holder'; readonly pid: number; readonly command: string; readonly path: string };

/** A line from the guest. `unknown` is a line of a newer protocol, or the rest of one that began before we listened. */
export type AgentLine =
  | { readonly kind: 'event'; readonly event: AgentEvent }
  | { readonly kind: 'item'; readonly request: number; readonly item: AgentItem }
  | { readonly kind: 'ok'; readonly request: number }
  | { readonly kind: 'error'; readonly request: number; readonly errno: string; readonly text: string }
  | { readonly kind: 'unknown'; readonly line: string };

type FieldKind = 'text' | 'number' | 'access' | 'state' | 'by';
type Shapes = Readonly<Record<string, Readonly<Record<string, FieldKind>>>>;

/** The words after each event's name, in their order. */
const EVENTS: Shapes = {
  ready: { version: 'number' },
  mounted: { path: 'text', device: 'text', access: 'access', milliseconds: 'number' },
  'mount-failed': { path: 'text', errno: 'text', text: 'text' },
  absent: { path: 'text', source: 'text' },
  unmounted: { path: 'text' },
  lost: { path: 'text', device: 'text' },
  thawed: { path: 'text' },
  started: { pid: 'number', uptimeMilliseconds: 'number' },
  exited: { by: 'by', value: 'number' },
  fatal: { what: 'text', text: 'text' },
} satisfies Record<AgentEvent['type'], Readonly<Record<string, FieldKind>>>;

const ITEMS: Shapes = {
  uptime: { milliseconds: 'number' },
  memory: { totalBytes: 'number', availableBytes: 'number' },
  program: { pid: 'number' },
  usage: { path: 'text', totalBytes: 'number', availableBytes: 'number' },
  mount: { path: 'text', source: 'text', access: 'access', state: 'state', device: 'text' },
  holder: { pid: 'number', command: 'text', path: 'text' },
} satisfies Record<AgentItem['type'], Readonly<Record<string, FieldKind>>>;

const WORDS_OF: Readonly<Partial<Record<FieldKind, readonly string[]>>> = {
  access: ['rw', 'ro'],
  state: ['absent', 'mounted', 'released', 'failed'] satisfies MountState[],
  by: ['code', 'signal'],
};

function readField(kind: FieldKind, word: string): string | number | undefined {
  if (kind === 'text') return word;
  if (kind === 'number') return /^[0-9]{1,15}$/.test(word) ? Number(word) : undefined;
  return WORDS_OF[kind]?.includes(word) ? word : undefined;
}

/** Reads `<type> <word>...` by its table. Words beyond the table are of a newer guest and left out. */
function readShape(shapes: Shapes, [type = '', ...words]: readonly string[]): object | undefined {
  if (!Object.hasOwn(shapes, type)) return undefined;
  const fields = Object.entries(shapes[type] ?? {});
  const values = fields.map(([name, kind], index) => {
    const word = words[index];
    return [name, word === undefined ? undefined : readField(kind, word)] as const;
  });
  if (values.some(([, value]) => value === undefined)) return undefined;
  return { type, ...Object.fromEntries(values) };
}

function readAnswer(request: number, words: readonly string[]): AgentLine | undefined {
  const [kind, ...rest] = words;
  if (kind === 'ok') return { kind, request };
  if (kind === 'error') return { kind, request, errno: rest[0] ?? '', text: rest[1] ?? '' };
  const item = kind === 'item' ? (readShape(ITEMS, rest) as AgentItem | undefined) : undefined;
  return item && { kind: 'item', request, item };
}

/** Reads a line from the guest, without its line feed. Never throws: what is not known is `unknown`. */
export function parseAgentLine(line: string): AgentLine {
  const words: string[] = [];
  for (const token of line.split(' ')) {
    const bytes = decodeTokenBytes(token);
    if (bytes === undefined) return { kind: 'unknown', line };
    // Names of files and processes may be any bytes; a replacement character is better than no answer.
    words.push(Buffer.from(bytes).toString('utf8'));
  }
  const [first = ''] = words;
  if (/^[0-9]{1,9}$/.test(first)) return readAnswer(Number(first), words.slice(1)) ?? { kind: 'unknown', line };
  const event = readShape(EVENTS, words) as AgentEvent | undefined;
  return event ? { kind: 'event', event } : { kind: 'unknown', line };
}

/**
 * The line of a request, with its line feed.
 *
 * @throws OpsError `format-limit` when it is longer than a guest reads
 */
export function formatRequest(request: number, verb: AgentVerb, args: readonly (string | number)[]): string {
  const line = [request, verb, ...args].map((word) => encodeToken(String(word))).join(' ');
  if (line.length > AGENT_MAX_REQUEST_BYTES) {
    throw new OpsError('format-limit', `${verb}: the request is longer than ${AGENT_MAX_REQUEST_BYTES} bytes`);
  }
  return `${line}\n`;
}
