import { hasErrorCode } from '../../core/errors.js';
import { listReleases } from '../../guests/nanos/releases/store.js';
import { findStoredKernel } from '../../guests/linux/kernels/store.js';
import { homeAt } from '../../core/home.js';
import { findQemu } from '../../qemu/qemu-binary.js';
import type { CommandContext } from '../context.js';
import { defineCommand } from '../command.js';
import { packageVersion } from '../version.js';

export default defineCommand({
  path: ['profile'],
  summary: 'Show the versions of all that runs guests',
  examples: [
    ['ops profile', 'what to say when you report a problem'],
    ['ops profile -j', 'the same for programs'],
  ],
  async run(_args, context) {
    const usable = listReleases(context.home).filter(({ problem }) => problem === undefined);
    const data = {
      ops: packageVersion(),
      nanos: usable[0]?.version ?? null,
      kernel: findStoredKernel(context.home)?.release ?? null,
      qemu: await qemuVersion(context),
      home: context.home,
      platform: context.platform,
      architecture: process.arch,
    };
    const lines = [
      ['Ops version', data.ops],
      ['Nanos version', data.nanos ?? 'none: ops update'],
      ['Linux kernel', data.kernel ?? 'none: ops kernel install'],
      ['Qemu version', data.qemu ?? 'none: apt-get install qemu-system-x86'],
      ['Home', data.home],
      ['OS', data.platform],
      ['Arch', data.architecture],
    ];
    const view = lines.map(([name = '', value = '']) => `${name}: ${value}`).join('\n');
    context.output.result({ data, ids: [data.ops], view });
  },
});

async function qemuVersion({ env, home }: CommandContext): Promise<string | null> {
  try {
    return (await findQemu({ env, cacheFolder: homeAt(home).cache })).version;
  } catch (error) {
    if (hasErrorCode(error, 'qemu-missing')) return null;
    throw error;
  }
}
