import type { TreeEntry } from '../../filesystem/entries.js';
import type { Sysroot } from './sysroot.js';

/** Where distributions keep the bundle of certificate authorities, and where programs built for them look: Debian first. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
] as const;

/** The bundle of `sysroot` under every name that programs look for; nothing when it has none. */
export function certificateEntries(sysroot: Sysroot): TreeEntry[] {
  const found = BUNDLES.map((bundle) => sysroot.findFile(bundle)).find((file) => file !== undefined);
  if (!found) return [];
  const [first, ...others] = BUNDLES;
  return [
    { path: first, kind: 'host', hostPath: found.hostPath },
    ...others.map((path): TreeEntry => ({ path, kind: 'symlink', target: first })),
  ];
}
