import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { showUrl } from '../../../src/io/http/failure.js';
import { receiveBytes, receiveFile } from '../../../src/io/http/receive.js';
import { useLocalServer, type Answer } from '../../oracles/http-server.js';
import { opsError } from '../ops-error.js';
import { useTemporaryDirectory } from '../temporary-directory.js';

const CONTENT = Buffer.alloc(300_000, 'some content');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const LIMIT = { maximumSize: 1_000_000 };

describe('downloads', () => {
  const at = useTemporaryDirectory();
  const server = useLocalServer();
  const get = (path: string, options: Partial<Parameters<typeof receiveBytes>[1]> = {}) =>
    receiveBytes(server.address + path, { ...LIMIT, ...options });

  it('takes all bytes into a file, tells how far it is, and asks for nothing packed', async () => {
    let encoding: string | undefined;
    server.answers.set('/file', (response, { headers }) => {
      encoding = String(headers['accept-encoding']);
      response.writeHead(200, { 'content-length': CONTENT.length }).end(CONTENT);
    });
    const file = at('file');
    const fd = openSync(file, 'wx');
    const reports: number[] = [];
    const progress = { report: (done: number, total: number) => reports.push(done, total) };
    const size = await receiveFile(`${server.address}/file`, { fd, path: file }, { ...LIMIT, sha256: SHA256.toUpperCase(), progress }); // prettier-ignore
    closeSync(fd);
    assert.equal(size, CONTENT.length);
    assert.deepEqual(readFileSync(file), CONTENT);
    assert.deepEqual(reports.slice(-2), [CONTENT.length, CONTENT.length]);
    assert.equal(encoding, 'identity');
  });

  it('reads file: addresses', async () => {
    writeFileSync(at('a b'), CONTENT);
    const url = pathToFileURL(at('a b')).href;
    assert.deepEqual(Buffer.from(await receiveBytes(url, { ...LIMIT, sha256: SHA256 })), CONTENT);
    await assert.rejects(receiveBytes(`${url}x`, LIMIT), opsError('source-not-found', 'a bx'));
    await assert.rejects(receiveBytes(url, { maximumSize: 10 }), opsError('download-failed', 'longer than'));
  });

  it('refuses a wrong checksum', async () => {
    server.answers.set('/file', CONTENT.subarray(1));
    await assert.rejects(get('/file', { sha256: SHA256 }), opsError('download-mismatch', SHA256));
  });

  it('sees that a connection was cut', async () => {
    server.answers.set('/file', (response) => {
      response.writeHead(200, { 'content-length': CONTENT.length }).write(CONTENT.subarray(0, 1000), () => {
        response.destroy();
      });
    });
    await assert.rejects(get('/file'), opsError('download-failed', '/file: the line broke'));
  });

  it('says what the server says', async () => {
    await assert.rejects(get('/none'), opsError('download-failed', '/none: there is nothing there (404)'));
  });

  it('follows redirects, a few of them, and not to what is less safe', async () => {
    const to =
      (location: string): Answer =>
      (response) => {
        response.writeHead(302, { location }).end();
      };
    server.answers.set('/file', CONTENT).set('/once', to('/file')).set('/loop', to('/loop')).set('/out', to('file:///etc/passwd')); // prettier-ignore
    assert.equal((await get('/once')).length, CONTENT.length);
    await assert.rejects(get('/loop'), opsError('download-failed', 'more than 5 redirects'));
    await assert.rejects(get('/out'), opsError('download-failed', 'not an http or https address'));
  });

  it('stops where there is more than there may be, announced or not', async () => {
    server.answers.set('/announced', CONTENT);
    server.answers.set('/endless', (response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(CONTENT, more);
      };
      more();
    });
    await assert.rejects(get('/announced', { maximumSize: 1000 }), opsError('download-failed', 'longer than'));
    await assert.rejects(get('/endless'), opsError('download-failed', 'longer than'));
  });

  it('does not wait for a silent server', async () => {
    server.answers.set('/silent', () => undefined);
    server.answers.set('/stuck', (response) => {
      response.writeHead(200).write('a');
    });
    for (const path of ['/silent', '/stuck']) {
      await assert.rejects(get(path, { silenceMilliseconds: 60 }), opsError('download-failed', 'no answer for 0.06 s'));
    }
  });

  it('can be stopped', async () => {
    const abort = new AbortController();
    server.answers.set('/file', (response) => {
      response.writeHead(200).write('a');
      setTimeout(() => {
        abort.abort();
      }, 20);
    });
    await assert.rejects(get('/file', { signal: abort.signal }), opsError('interrupted'));
  });

  it('says when nobody is there, and what is no address', async () => {
    await server.stop();
    await assert.rejects(get('/file'), opsError('download-failed', 'nobody answers there'));
    await assert.rejects(receiveBytes('ftp://host/file', LIMIT), opsError('usage-invalid', 'ftp://host/file'));
    await assert.rejects(receiveBytes('nonsense', LIMIT), opsError('usage-invalid', 'nonsense'));
  });

  it('shows no secrets of an address', () => {
    assert.equal(showUrl('https://ann:secret@host/a?token=secret#secret'), 'https://host/a');
  });
});
