import { listKernels, type StoredKernel } from '../../../guests/linux/kernels/store.js';
import { defineCommand } from '../../command.js';
import { tableOf, type Column } from '../../render/table.js';

const COLUMNS: readonly Column<StoredKernel>[] = [
  { heading: 'RELEASE', value: (kernel) => kernel.release },
  { heading: 'IN USE', value: (kernel) => (kernel.inUse ? 'yes' : '') },
  { heading: 'PACKAGE', value: (kernel) => kernel.package ?? kernel.source ?? '', givesWay: 2 },
  { heading: 'VERSION', value: (kernel) => kernel.version ?? '', givesWay: 3 },
  { heading: 'FEATURES', value: (kernel) => kernel.features.join(' '), givesWay: 1 },
  { heading: 'INSTALLED', kind: 'time', value: (kernel) => new Date(kernel.installed), givesWay: 4 },
];

export default defineCommand({
  path: ['kernel', 'list'],
  summary: 'List the guest kernels of the home',
  examples: [
    ['ops kernel list', 'newest first, and which one boots'],
    ['ops kernel list -j', 'the same for programs'],
  ],
  run(_, context) {
    const kernels = listKernels(context);
    const view = tableOf(COLUMNS, kernels);
    context.output.result({ data: kernels, ids: kernels.map(({ release }) => release), view });
    return Promise.resolve();
  },
});
