import { OpsError } from '../../core/errors.js';

/** One message of QEMU's, one line of JSON. Source: QEMU, docs/interop/qmp-spec.rst, section "Protocol". */
export type QmpMessage =
  | { readonly kind: 'greeting' }
  | { readonly kind: 'return'; readonly id: number; readonly value: unknown }
  | {
      readonly kind: 'error';
      readonly id: number | undefined;
      readonly errorClass: string;
      readonly description: string;
    }
  | { readonly kind: 'event'; readonly event: QmpEventMessage };

export interface QmpEventMessage {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** @throws OpsError `qmp-failed`, and nothing else, when the line is none of the protocol's messages */
export function parseMessage(line: string): QmpMessage {
  const message = parseObject(line);
  // Presence decides, not truth: a command may return '' or 0 or false.
  if ('QMP' in message) return { kind: 'greeting' };
  if ('return' in message) return { kind: 'return', id: parseId(message['id'], line), value: message['return'] };
  if ('error' in message) return parseError(message, line);
  if (typeof message['event'] === 'string') {
    return { kind: 'event', event: { name: message['event'], data: isObject(message['data']) ? message['data'] : {} } };
  }
  throw malformed(line);
}

function parseObject(line: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw malformed(line, error);
  }
  if (!isObject(value)) throw malformed(line);
  return value;
}

function parseError(message: JsonObject, line: string): QmpMessage {
  const error = message['error'];
  if (!isObject(error)) throw malformed(line);
  // An answer to what QEMU could not read carries no id.
  const id = 'id' in message ? parseId(message['id'], line) : undefined;
  return { kind: 'error', id, errorClass: String(error['class']), description: String(error['desc']) };
}

function parseId(id: unknown, line: string): number {
  if (typeof id !== 'number') throw malformed(line);
  return id;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(line: string, cause?: unknown): OpsError {
  return new OpsError('qmp-failed', 'qemu: a message of its monitor could not be read', {
    details: { message: line.slice(0, 200) },
    cause,
  });
}
