import { installKernel } from '../../../guests/linux/kernels/install.js';
import { findStoredKernel } from '../../../guests/linux/kernels/store.js';
import { defineCommand } from '../../command.js';

export default defineCommand({
  path: ['kernel', 'install'],
  summary: 'Fetch a guest kernel from the distribution, without root',
  description:
    'apt downloads the package, and what guests need is unpacked into the home. Nothing is installed on this machine.',
  positionals: [{ name: 'package', description: 'a kernel package; linux-image-amd64 unless given', optional: true }],
  options: { 'if-missing': { type: 'boolean', description: 'do nothing when the home has a kernel' } },
  examples: [
    ['ops kernel install', 'the newest general kernel'],
    ['ops kernel install linux-image-6.1.0-56-amd64', 'a certain one'],
  ],
  async run({ package: name, ifMissing }, context) {
    const { home } = context;
    using progress = context.output.progress('kernel');
    const present = ifMissing ? findStoredKernel(home) : undefined;
    const options = { signal: context.signal, progress, ...(name !== undefined && { package: name }) };
    const kernel = present ?? (await installKernel({ home, ...options }));
    progress.end();
    context.output.result({ data: kernel, ids: [kernel.release], view: `${kernel.release}  ${kernel.directory}` });
  },
});
