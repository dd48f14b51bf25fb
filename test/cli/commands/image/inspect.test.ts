import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { StoredFile } from '../../../../src/core/stored-file.js';
import { useOpsHome } from '../../ops-home.js';

describe('ops image ls, tree, cat, cp', () => {
  const at = useOpsHome();

  it('reads the root of an image', async () => {
    const program = at.write('greet.sh', '#!/bin/sh\necho hello\n');
    const made = await at.ops(`image create ${program} -i greet --mounts %1:/data`);
    assert.equal(made.code, 0, made.stderr);
    assert.match((await at.ops('image ls greet')).stdout, /^data\n/m);
    const files = await at.json<StoredFile[]>('image tree greet');
    const script = files.find(({ name }) => name === 'greet.sh');
    assert.ok(script);
    assert.equal((await at.ops(`image cat greet ${script.path}`)).stdout, '#!/bin/sh\necho hello\n');
    assert.equal((await at.ops(`image cp greet:${script.path} copied`)).code, 0);
    assert.equal(readFileSync(path.join(at.cwd, 'copied'), 'utf8'), '#!/bin/sh\necho hello\n');
    assert.equal((await at.ops('image cp copied greet:/x')).code, 6);
    assert.equal((await at.ops('image ls great')).code, 3);
  });
});
