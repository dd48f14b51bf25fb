import assert from 'node:assert/strict';
import { createOnpremProvider } from '../../providers/onprem/index.js';
import { parseAttachRequest } from '../../src/core/attach-request.js';
import { homeAt } from '../../src/core/home.js';
import { placeRecord, sampleRecord } from '../instances/sample-record.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

describe('provider/instances with Nanos', () => {
  const inDirectory = useTemporaryDirectory();

  it('refuses to attach and to detach before it looks for a volume', async () => {
    const home = homeAt(inDirectory());
    placeRecord(home.instances, sampleRecord({ guest: 'nanos' }));
    const { instances } = createOnpremProvider({ home, now: () => new Date(0) });
    assert.ok(instances);
    const refused = opsError('unsupported', 'of a nanos guest cannot come and go');
    await assert.rejects(instances.attach('web1', parseAttachRequest('nothing'), {}), refused);
    await assert.rejects(instances.detach('web1', 'nothing', { force: false }, {}), refused);
  });
});
