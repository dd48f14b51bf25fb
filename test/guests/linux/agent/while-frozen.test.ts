import assert from 'node:assert/strict';
import { duplexPair } from 'node:stream';
import { hasErrorCode, OpsError, type ErrorCode } from '../../../../src/core/errors.js';
import { AgentClient } from '../../../../src/guests/linux/agent/agent-client.js';
import { whileFrozen } from '../../../../src/guests/linux/agent/while-frozen.js';

/** A guest that answers by verb, and what it was asked, in order. */
function fakeGuest(answers: Readonly<Record<string, string>> = {}) {
  const [host, guest] = duplexPair();
  const asked: string[] = [];
  guest.setEncoding('latin1').on('data', (text: string) => {
    for (const line of text.split('\n').filter(Boolean)) {
      const [id = '', verb = '', ...rest] = line.split(' ');
      asked.push([verb, ...rest].join(' '));
      const answer = answers[verb] ?? 'ok';
      if (answer !== '') guest.write(`${id} ${answer}\n`);
    }
  });
  const agent = new AgentClient(host);
  return { agent, asked, [Symbol.asyncDispose]: () => agent.close() };
}

const withCode = (code: ErrorCode) => (error: unknown) => hasErrorCode(error, code);

describe('guests/linux/agent/while-frozen', () => {
  it('works between freeze and thaw', async () => {
    await using guest = fakeGuest();
    const { agent, asked } = guest;
    const work = () => {
      asked.push('work');
      return Promise.resolve(7);
    };
    assert.equal(await whileFrozen(agent, '/data', work, undefined), 7);
    assert.deepEqual(asked, ['freeze /data', 'work', 'thaw /data']);
  });

  it('fails when the guest went on before the work was done', async () => {
    await using guest = fakeGuest({ thaw: 'error EINVAL it%20is%20not%20frozen,%20or%20not%20any%20more' });
    const { agent } = guest;
    await assert.rejects(
      whileFrozen(agent, '/data', () => Promise.resolve(), undefined),
      withCode('snapshot-failed'),
    );
  });

  it('thaws when the work fails, and says why that did', async () => {
    await using guest = fakeGuest({ thaw: 'error EIO it%20broke' });
    const { agent, asked } = guest;
    const work = () => Promise.reject(new OpsError('host-disk-full', 'full'));
    await assert.rejects(whileFrozen(agent, '/data', work, undefined), withCode('host-disk-full'));
    assert.deepEqual(asked, ['freeze /data', 'thaw /data']);
  });

  it('thaws what may be about to freeze when it is called off', async () => {
    await using guest = fakeGuest({ freeze: '' });
    const { agent, asked } = guest;
    const abort = new AbortController();
    const work = () => Promise.reject(new Error('it was not frozen'));
    const frozen = whileFrozen(agent, '/data', work, abort.signal);
    setImmediate(() => {
      abort.abort();
    });
    await assert.rejects(frozen, withCode('interrupted'));
    assert.deepEqual(asked, ['freeze /data', 'thaw /data']);
  });

  it('does not work when the guest cannot freeze', async () => {
    await using guest = fakeGuest({ freeze: 'error EOPNOTSUPP not%20supported' });
    const { agent } = guest;
    const work = () => Promise.reject(new Error('it was not frozen'));
    await assert.rejects(whileFrozen(agent, '/data', work, undefined), withCode('guest-request-failed'));
  });
});
