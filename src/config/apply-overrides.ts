import { addMounts, type ConfiguredMount } from './configured-mounts.js';
import type { Config } from './generated/config.js';
import { mergeConfig } from './merge-config.js';

/** What the flags of a command say. Paths in it are absolute: a relative one means another directory in a file. */
export interface ConfigOverrides {
  /** `-a`: come after `Args`. */
  readonly args?: readonly string[];
  /** `-e`: set single variables of `Env`. */
  readonly env?: Readonly<Record<string, string>>;
  /** `--mounts`: are added to `Mounts`; the same source at the same path is replaced. */
  readonly mounts?: readonly ConfiguredMount[];
  /** `-p`: are added to `RunConfig.Ports`. */
  readonly ports?: readonly string[];
  /** `--udp`: are added to `RunConfig.UDPPorts`. */
  readonly udpPorts?: readonly string[];
  /** Every other flag, as the property it replaces: `{ RunConfig: { Memory: '1g' } }`. */
  readonly values?: Config;
}

/** The configuration with the flags laid over it. Neither argument is changed. */
export function applyOverrides(config: Config, overrides: ConfigOverrides): Config {
  const { args, env, mounts, ports, udpPorts, values } = overrides;
  const merged = mergeConfig(config, values ?? {});
  const { Ports, UDPPorts } = merged.RunConfig ?? {};
  return mergeConfig(merged, {
    ...(args && { Args: [...(merged.Args ?? []), ...args] }),
    ...(env && { Env: env }),
    ...(mounts && { Mounts: addMounts(merged.Mounts, mounts) }),
    ...((ports ?? udpPorts) && {
      RunConfig: {
        ...(ports && { Ports: addPorts(Ports, ports) }),
        ...(udpPorts && { UDPPorts: addPorts(UDPPorts, udpPorts) }),
      },
    }),
  });
}

type PortList = readonly (number | string)[];

function addPorts(ports: PortList = [], added: PortList): PortList {
  const known = new Set(ports.map(String));
  return [...ports, ...added.filter((port) => !known.has(String(port)))];
}
