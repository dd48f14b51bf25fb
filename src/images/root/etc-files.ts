import { isIP } from 'node:net';
import { OpsError } from '../../core/errors.js';
import type { TreeEntry } from '../../filesystem/entries.js';

/** The name server of QEMU's user network. */
export const DEFAULT_NAME_SERVER = '10.0.2.3';

/** Linux's limit on a host name (HOST_NAME_MAX), in bytes. */
const HOST_NAME_MAX = 64;
const HOST_NAME = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/;

const PASSWD = `root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;
const GROUP = `root:x:0:
tty:x:5:
nogroup:x:65534:
`;
const NSSWITCH = `passwd: files
group: files
shadow: files
hosts: files dns
networks: files
protocols: files
services: files
`;

/**
 * The files below `/etc` that C libraries read.
 * @throws OpsError `config-invalid` for a name server that is no IP address, `name-invalid` for a host name that is none
 */
export function etcFiles(hostname: string, nameServers: readonly string[]): TreeEntry[] {
  if (!HOST_NAME.test(hostname) || hostname.length > HOST_NAME_MAX) {
    throw new OpsError('name-invalid', `"${hostname}" is not a host name`, {
      hint: 'letters, digits and hyphens, such as web-1',
    });
  }
  return [
    textFile('/etc/resolv.conf', resolvConf(nameServers)),
    textFile('/etc/hosts', hosts(hostname)),
    textFile('/etc/hostname', `${hostname}\n`),
    textFile('/etc/passwd', PASSWD),
    textFile('/etc/group', GROUP),
    textFile('/etc/nsswitch.conf', NSSWITCH),
  ];
}

function resolvConf(nameServers: readonly string[]): string {
  for (const [index, address] of nameServers.entries()) {
    if (isIP(address) === 0) {
      throw new OpsError('config-invalid', `NameServers[${index}]: "${address}" is not an IP address`, {
        hint: 'write addresses, such as 9.9.9.9 or 2620:fe::fe',
      });
    }
  }
  return nameServers.map((address) => `nameserver ${address}\n`).join('');
}

function hosts(hostname: string): string {
  const own = hostname === 'localhost' ? '' : `127.0.1.1 ${hostname}\n`;
  return `127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n${own}`;
}

function textFile(path: string, text: string): TreeEntry {
  return { path, kind: 'bytes', bytes: new TextEncoder().encode(text), mode: 0o644 };
}
