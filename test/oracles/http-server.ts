import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does with a request. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface LocalServer {
  /** Without a slash at its end. */
  readonly address: string;
  /** By path; what is not there is not found. A body stands for an answer with it. */
  readonly answers: Map<string, Answer | Uint8Array>;
  /** The paths that were asked for. */
  readonly requests: string[];
  /** Takes no more requests, as when there is no network. */
  stop(): Promise<void>;
}

/** Gives every test of the enclosing `describe` a server on 127.0.0.1. */
export function useLocalServer(): LocalServer {
  let address = '';
  const answers = new Map<string, Answer | Uint8Array>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const answer = answers.get(path);
    if (typeof answer === 'function') answer(response, request);
    else response.writeHead(answer ? 200 : 404).end(answer);
  });
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  beforeEach(async () => {
    answers.clear();
    requests.length = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(stop);
  return {
    get address() {
      return address;
    },
    answers,
    requests,
    stop,
  };
}
