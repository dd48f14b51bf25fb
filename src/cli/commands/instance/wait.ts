import { OpsError } from '../../../core/errors.js';
import type { WaitRequest } from '../../../provider/instances.js';
import { defineCommand } from '../../command.js';
import { completeInstances, openInstances, PROVIDER_OPTIONS } from '../../provider.js';

export default defineCommand({
  path: ['instance', 'wait'],
  summary: 'Wait until an instance has ended, and print the exit code of its program',
  description:
    'Ends well when the program did end, whatever its exit code. A restart is no end. One that has ended already is told at once.',
  positionals: [{ name: 'instance', description: 'its name, or its id', complete: completeInstances }],
  options: {
    timeout: { type: 'number', value: 'SECONDS', description: 'how long to wait; as long as it takes unless given' },
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops instance wait job', 'prints 0 when the job did what it should'],
    ['ops instance wait job --timeout 600', 'fails after ten minutes'],
  ],
  async run({ instance: reference, timeout, ...flags }, context) {
    const request = waitRequest(timeout);
    const instances = await openInstances(flags, context);
    const instance = await instances.wait(reference, request, { signal: context.signal });
    const { exitCode, failure, name } = instance;
    if (exitCode === null) {
      throw new OpsError('guest-boot-failed', `instance ${name}: ${failure ?? 'it ended without an exit code'}`, {
        hint: `see what it wrote: ops instance logs ${name}`,
        details: { instance: name },
      });
    }
    context.output.result({ data: instance, ids: [String(exitCode)], view: String(exitCode) });
  },
});

function waitRequest(seconds: number | undefined): WaitRequest {
  if (seconds === undefined) return {};
  if (Number.isInteger(seconds) && seconds >= 0) return { seconds };
  throw new OpsError('usage-invalid', `--timeout ${seconds}: not a number of seconds`, {
    hint: 'such as --timeout 60',
  });
}
