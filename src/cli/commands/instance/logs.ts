import { Buffer } from 'node:buffer';
import { OpsError } from '../../../core/errors.js';
import { formatSize, MIB } from '../../../core/size.js';
import type { LogsRequest } from '../../../provider/instances.js';
import { defineCommand } from '../../command.js';
import { writeBytes } from '../../disk/write-bytes.js';
import { completeInstances, openInstances, PROVIDER_OPTIONS } from '../../provider.js';
import { checkWatch, WATCH_OPTIONS, watchUntilStopped } from '../../watch-flags.js';

/** More than this is no text in JSON. */
const JSON_LIMIT = 64 * MIB;

export default defineCommand({
  path: ['instance', 'logs'],
  summary: 'Print what the program of an instance has written',
  description:
    'All that its console has shown, of all its starts: the output of its program byte for byte, and what the guest itself had to say before and after it. The log is kept in two files of 16 MiB: a full one is rotated by the next command on the instance, and by -w while it watches. Ctrl-C ends -w with exit code 0.',
  positionals: [{ name: 'instance', description: 'its name, or its id', complete: completeInstances }],
  options: {
    ...WATCH_OPTIONS,
    tail: { type: 'number', alias: 'n', value: 'LINES', description: 'only the last lines of what is there' },
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops instance logs web1', 'all that is kept'],
    ['ops instance logs web1 -w -n 20', 'the last 20 lines, and what is written from now on'],
  ],
  async run({ instance: reference, watch, tail, ...flags }, context) {
    checkWatch({ watch }, context);
    const request = logsRequest(watch, tail);
    const instances = await openInstances(flags, context);
    const chunks = instances.logs(reference, request, { signal: context.signal });
    if (watch) return watchUntilStopped(() => writeBytes(chunks, context), context);
    if (!context.flags.json) await writeBytes(chunks, context);
    else {
      const { id, name } = await instances.get(reference);
      context.output.result({ data: { id, name, content: (await collect(chunks, name)).toString('base64') } });
    }
    return 0;
  },
});

function logsRequest(follow: boolean, lines: number | undefined): LogsRequest {
  if (lines === undefined) return { follow };
  if (Number.isInteger(lines) && lines >= 0) return { follow, lines };
  throw new OpsError('usage-invalid', `--tail ${lines}: not a number of lines`, { hint: 'such as -n 20' });
}

async function collect(chunks: AsyncIterable<Uint8Array>, name: string): Promise<Buffer> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    kept.push(chunk);
    size += chunk.length;
    if (size > JSON_LIMIT) {
      throw new OpsError('format-limit', `the log of ${name}: more than ${formatSize(JSON_LIMIT)}, too much for JSON`, {
        hint: 'leave -j out, or take less of it: -n 1000',
      });
    }
  }
  return Buffer.concat(kept);
}
