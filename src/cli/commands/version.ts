import { defineCommand } from '../command.js';
import { packageVersion } from '../version.js';

export default defineCommand({
  path: ['version'],
  summary: 'Show the version of ops',
  examples: [
    ['ops version', 'the version alone'],
    ['ops version -j', 'with the versions of Node.js and of the platform'],
  ],
  run(_args, { output, platform }) {
    const version = packageVersion();
    output.result({
      data: { version, node: process.versions.node, platform, architecture: process.arch },
      ids: [version],
      view: version,
    });
    return Promise.resolve();
  },
});
