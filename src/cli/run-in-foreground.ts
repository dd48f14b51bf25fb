import { homeAt } from '../core/home.js';
import { InstanceStore } from '../instances/instance-store.js';
import { runInstance } from '../instances/run-instance.js';
import type { RunRequest } from '../instances/run-request.js';
import { VolumeStore } from '../volumes/volume-store.js';
import type { CommandContext } from './context.js';
import { describeEnd, describeStart } from './render/run.js';
import type { RootSettings } from './root-flags.js';
import { noteUnwritable } from './share-notes.js';

/** Runs a guest with this terminal as its console, until it ends. @returns the exit code of its program */
export async function runInForeground(
  request: RunRequest,
  settings: Pick<RootSettings, 'paths'>,
  context: CommandContext,
): Promise<number> {
  const home = homeAt(context.home);
  using progress = context.output.progress(request.name);
  const outcome = await runInstance(
    request,
    {
      home,
      env: context.env,
      volumes: new VolumeStore(settings.paths.volumesDirectory ?? home.volumes),
      instances: new InstanceStore(home.instances),
      now: context.now,
    },
    {
      signal: context.signal,
      progress,
      console: { input: context.stdin, output: context.stdout, diagnostics: context.stderr },
      onStart: (start) => {
        progress.end();
        noteUnwritable(start.record.shares, context.output);
        context.output.note(describeStart(start, request));
      },
    },
  );
  context.output.note(describeEnd(request.name, outcome));
  return outcome.exitCode;
}
