import assert from 'node:assert/strict';
import { afterErasing, readWalkThrough, settled } from './walk-through.js';

const PAGE = `# A page

\`\`\`js
// server.js
listen();
\`\`\`

\`\`\`js
not.aFile();
\`\`\`

\`\`\`console
$ make nothing
$ make it
made  it
in 3 ms
$ look
\`\`\`
`;

describe('oracles/walk-through', () => {
  it('finds files and commands, and what each shows', () => {
    assert.deepEqual(readWalkThrough(PAGE), [
      { kind: 'file', name: 'server.js', content: '// server.js\nlisten();\n' },
      { kind: 'command', line: 13, command: 'make nothing', shown: '' },
      { kind: 'command', line: 14, command: 'make it', shown: 'made  it\nin 3 ms\n' },
      { kind: 'command', line: 17, command: 'look', shown: '' },
    ]);
  });

  it('sees through what changes, and through nothing else', () => {
    const one = 'web1  23122976328184  127.0.0.1:8184  up 3.1 s, 2026-11-20T13:16:53.986Z  │ 1 second ago  │\n';
    const other = 'web1 48412849198456 127.0.0.1:8456 up 441 ms, 2027-01-02T03:04:05.678Z │ 22 seconds ago │';
    assert.equal(settled(one), settled(other));
    for (const kept of ['exit 0', '64 MiB', '127.0.0.1:8000->8080', 'data -> /data ro', '1 file, 21 B', '%1']) {
      assert.equal(settled(kept), kept);
    }
  });

  it('leaves out lines that a terminal erases', () => {
    assert.equal(afterErasing('a  1 %\r\u001b[2Ka  9 %\r\u001b[2Kdone\nnext\r\n'), 'done\nnext\n');
  });
});
