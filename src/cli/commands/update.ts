import { fetchRelease } from '../../guests/nanos/releases/fetch-release.js';
import { NIGHTLY, parseVersion } from '../../guests/nanos/releases/version.js';
import { OpsError } from '../../core/errors.js';
import { defineCommand } from '../command.js';

export default defineCommand({
  path: ['update'],
  summary: 'Fetch a release of Nanos into the home',
  description:
    'The newest release unless one is named. $OPS_NANOS_BASE_URL names another place to fetch from. Without a network, put kernel.img, boot.img and klibs/ into a folder of the home that is called as the version.',
  options: {
    'nanos-version': {
      type: 'string',
      value: 'VERSION',
      description: 'this release, such as 0.1.54',
      parse: parseVersion,
    },
    nightly: { type: 'boolean', alias: 'n', description: 'the build of last night' },
    force: { type: 'boolean', alias: 'f', description: 'fetch it again when it is there' },
  },
  examples: [
    ['ops update', 'the newest release'],
    ['ops update --nanos-version 0.1.54', 'a certain one'],
  ],
  async run({ nanosVersion, nightly, force }, context) {
    if (nightly && nanosVersion !== undefined) {
      throw new OpsError('usage-invalid', '--nightly and --nanos-version name two releases', { hint: 'leave out one' });
    }
    using progress = context.output.progress('nanos');
    const { release, fetched, checksum } = await fetchRelease({
      home: context.home,
      version: nightly ? NIGHTLY : nanosVersion,
      baseUrl: context.env['OPS_NANOS_BASE_URL'],
      force,
      signal: context.signal,
      progress,
    });
    progress.end();
    if (!fetched) context.output.note(`Nanos ${release.version} is there already`);
    else if (checksum === null) context.output.note('no checksum is published for it');
    context.output.result({
      data: { ...release, fetched, checksum },
      ids: [release.version],
      view: `${release.version}  ${release.directory}`,
    });
  },
});
