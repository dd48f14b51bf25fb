import { parseInstanceName } from '../../../core/instance-name.js';
import { defineCommand } from '../../command.js';
import { attachRequests, MACHINE_OPTIONS, machineSettings } from '../../machine-flags.js';
import { completeImages, openInstances, PROVIDER_OPTIONS } from '../../provider.js';
import { describeWaiting, formatPlace } from '../../render/instance.js';
import { readInstanceSettings } from '../../root-flags.js';
import { noteUnwritable } from '../../share-notes.js';

export default defineCommand({
  path: ['instance', 'create'],
  summary: 'Start an image as an instance that stays',
  description:
    'Returns when the guest is up. Only what --mounts and --attach name is attached; what else the image expects can be attached later, with `ops volume attach`. A volume of --volume is called after the instance and the path, or what the image mounts there by name; it stays until `ops volume delete`, or `ops instance delete -v`. Directories of this machine that the image mounts are always there.',
  positionals: [{ name: 'image', description: 'an image made by `ops image create`', complete: completeImages }],
  options: {
    'instance-name': {
      type: 'string',
      value: 'NAME',
      description: "its name; the image's unless given",
      parse: parseInstanceName,
    },
    mounts: {
      type: 'list',
      value: 'SRC:PATH[:ro]',
      description: 'attach a volume at a path for which the image has a mount',
    },
    ...MACHINE_OPTIONS,
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops instance create webapp --instance-name web1 --mounts data:/data -p 8080', 'with a volume and a port'],
    ['ops instance create webapp --instance-name web1 --volume /cache:2g', 'with a new volume, web1-cache'],
    ['ops instance create webapp --attach %1:assets:ro --qmp', 'a volume at a virtual id, only to be read'],
  ],
  async run({ image, instanceName, ...flags }, context) {
    const settings = await readInstanceSettings(flags, context);
    const instances = await openInstances(flags, context);
    const { forwards, accelerator, ...machine } = machineSettings(flags, settings, context);
    using progress = context.output.progress(instanceName ?? image);
    const instance = await instances.create(
      {
        image,
        ...(instanceName !== undefined && { name: instanceName }),
        mounts: settings.mounts,
        attach: attachRequests(flags, context),
        make: flags.volume,
        ports: forwards.map(({ hostPort, guestPort, protocol }) => ({ host: hostPort, guest: guestPort, protocol })),
        acceleration: accelerator === 'auto',
        ...machine,
      },
      { signal: context.signal, progress },
    );
    progress.end();
    context.output.result({ data: instance, ids: [instance.id], view: `${instance.name}  ${instance.id}` });
    for (const place of instance.volumes.filter(({ made }) => made)) context.output.note(`made  ${formatPlace(place)}`);
    noteUnwritable(
      instance.volumes.flatMap(({ uuid, name, readOnly }) => (uuid === null ? [{ hostPath: name, readOnly }] : [])),
      context.output,
    );
    if (instance.waiting.length > 0) context.output.note(describeWaiting(instance));
  },
});
