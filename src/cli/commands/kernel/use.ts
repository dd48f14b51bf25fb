import { useKernel } from '../../../guests/linux/kernels/store.js';
import { defineCommand } from '../../command.js';
import { completeKernels } from '../../kernels.js';

export default defineCommand({
  path: ['kernel', 'use'],
  summary: 'Choose the kernel that guests boot',
  positionals: [{ name: 'release', description: 'as `ops kernel list` shows it', complete: completeKernels }],
  examples: [['ops kernel use 6.1.0-56-amd64', 'this one instead of the newest']],
  async run({ release }, context) {
    const kernel = await useKernel({ home: context.home, release });
    context.output.result({ data: kernel, ids: [kernel.release], view: `guests boot ${kernel.release}` });
  },
});
