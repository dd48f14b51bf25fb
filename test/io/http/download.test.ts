import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { downloadFile } from '../../../src/io/http/download.js';
import { pattern } from '../../formats/ext4/trees.js';
import { opsError } from '../ops-error.js';
import { useTemporaryDirectory } from '../temporary-directory.js';
import { breakingPage, redirectPage, useWebServer } from './web-server.js';

const CONTENT = pattern(100_000);

describe('io/http', () => {
  const server = useWebServer();
  const at = useTemporaryDirectory();
  const download = (name: string, more: Partial<Parameters<typeof downloadFile>[0]> = {}) =>
    downloadFile({ url: `${server.url}${name}`, file: at('file'), limit: 1e6, retryMilliseconds: 1, ...more });
  const received = () => readFileSync(at('file')).equals(CONTENT);

  it('goes on where the line broke', async () => {
    server.pages.set('/file', breakingPage(CONTENT, 40_000));
    const seen: number[] = [];
    await download('file', { progress: { report: (done) => void seen.push(done) } });
    assert.ok(received());
    assert.deepEqual(server.requests, ['/file', '/file bytes=40000-', '/file bytes=80000-']);
    assert.deepEqual([seen.at(-1), seen.toSorted((a, b) => a - b)], [100_000, seen]);
    assert.ok(!existsSync(at('file.validator')));
  });

  it('goes on with what another command has left, and begins anew when it has changed', async () => {
    const old = pattern(90_000, 9);
    const stop = new AbortController();
    server.pages.set('/file', breakingPage(old, 50_000));
    const begun = download('file', {
      signal: stop.signal,
      progress: {
        report: () => {
          stop.abort();
        },
      },
    });
    await assert.rejects(begun, opsError('interrupted'));
    server.pages.set('/file', breakingPage(CONTENT, 200_000, '"2"'));
    await download('file');
    assert.ok(received());
    assert.match(server.requests.at(-1) ?? '', /^\/file bytes=\d+-$/);
  });

  it('begins anew where ranges are refused', async () => {
    let answers = 0;
    server.pages.set('/file', (request, response) => {
      answers++;
      if (answers === 1) breakingPage(CONTENT, 10)(request, response);
      else if (request.headers.range === undefined) response.end(CONTENT);
      else response.writeHead(416).end();
    });
    await download('file');
    assert.ok(received());
    assert.deepEqual(server.requests, ['/file', '/file bytes=10-', '/file']);
  });

  it('follows redirects, not for ever, and nowhere but to http', async () => {
    server.pages
      .set('/a', redirectPage('/b'))
      .set('/b', redirectPage(`${server.url}file`))
      .set('/file', CONTENT)
      .set('/loop', redirectPage('/loop'));
    await download('a');
    assert.ok(received());
    await assert.rejects(download('loop'), opsError('download-failed', 'more than 5 redirects'));
    server.pages.set('/ftp', redirectPage('ftp://127.0.0.1/x'));
    await assert.rejects(download('ftp'), opsError('download-failed', 'not an http or https address'));
  });

  it('says why when nothing comes of it', async () => {
    server.pages.set('/slow', (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('x'));
    server.pages.set('/mute', () => undefined);
    server.pages.set('/busy', (_, response) => void response.writeHead(503).end());
    server.pages.set('/large', CONTENT);
    await assert.rejects(download('none'), opsError('download-failed', 'nothing there (404)'));
    assert.deepEqual(server.requests, ['/none']);
    await assert.rejects(download('busy'), opsError('download-failed', 'answers 503'));
    assert.equal(server.requests.filter((request) => request === '/busy').length, 3);
    await assert.rejects(download('large', { limit: 99_999 }), opsError('download-failed', 'more than'));
    await assert.rejects(
      download('slow', { silenceMilliseconds: 40 }),
      opsError('download-failed', 'no answer for 0.04 s'),
    );
    await assert.rejects(
      download('mute', { silenceMilliseconds: 40 }),
      opsError('download-failed', 'no answer for 0.04 s'),
    );
    const nobody = downloadFile({ url: 'http://127.0.0.1:9/', file: at('file'), limit: 1, retryMilliseconds: 1 });
    await assert.rejects(nobody, opsError('download-failed'));
  });
});
