import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Page = Uint8Array | string | ((request: IncomingMessage, response: ServerResponse) => void);

/** A server on 127.0.0.1 for the tests of the enclosing `describe`. Its pages, by path, go with each test. */
export class WebServer {
  readonly pages = new Map<string, Page>();
  /** `GET /path`, with the range that was asked for. */
  readonly requests: string[] = [];
  #server: Server | undefined;

  get url(): string {
    const { port } = this.#server?.address() as AddressInfo;
    return `http://127.0.0.1:${port}/`;
  }

  async open(): Promise<void> {
    this.#server = createServer((request, response) => {
      const { url = '', headers } = request;
      this.requests.push([url, ...(headers.range === undefined ? [] : [headers.range])].join(' '));
      const page = this.pages.get(url);
      if (page === undefined) response.writeHead(404).end('not found');
      else if (typeof page === 'function') page(request, response);
      else response.end(page);
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

/** A page that can be asked for in parts, and whose line breaks after so many bytes of each answer. */
export function breakingPage(content: Uint8Array, breakAfter: number, tag = '"1"'): Exclude<Page, Uint8Array | string> {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const isSame = start === 0 || request.headers['if-range'] === tag;
    const rest = content.subarray(isSame ? start : 0);
    const range = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
    response.writeHead(isSame && start > 0 ? 206 : 200, {
      'content-length': rest.length,
      etag: tag,
      ...(isSame && start > 0 && range),
    });
    if (rest.length <= breakAfter) response.end(rest);
    else response.write(rest.subarray(0, breakAfter), () => setTimeout(() => response.destroy(), 20));
  };
}

export function redirectPage(location: string): Page {
  return (_, response) => void response.writeHead(302, { location }).end();
}

export function useWebServer(): WebServer {
  const server = new WebServer();
  before(() => server.open());
  beforeEach(() => {
    server.pages.clear();
    server.requests.length = 0;
  });
  after(() => {
    server.close();
  });
  return server;
}
