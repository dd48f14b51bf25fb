import { deleteKernel, listKernels } from '../../../guests/linux/kernels/store.js';
import { defineCommand } from '../../command.js';
import { completeKernels } from '../../kernels.js';

export default defineCommand({
  path: ['kernel', 'delete'],
  summary: 'Delete a guest kernel',
  positionals: [{ name: 'release', description: 'as `ops kernel list` shows it', complete: completeKernels }],
  options: { force: { type: 'boolean', alias: 'f', description: 'also the one chosen by `ops kernel use`' } },
  examples: [['ops kernel delete 6.1.0-55-amd64', 'asks first, on a terminal']],
  async run({ release, force }, context) {
    const { home } = context;
    if (listKernels({ home }).some((kernel) => kernel.release === release)) {
      await context.confirm(`Delete kernel ${release}?`);
    }
    const kernel = await deleteKernel({ home, release, force });
    context.output.result({ data: kernel, ids: [kernel.release], view: `deleted  kernel ${kernel.release}` });
  },
});
