import { NIGHTLY } from './version.js';

/** Where the makers of Nanos publish releases. `$OPS_NANOS_BASE_URL` names another place that is laid out the same. */
export const DEFAULT_BASE_URL = 'https://storage.googleapis.com/nanos/release/';

export interface ReleaseAddresses {
  readonly archive: string;
  /** Those that may be there, the strongest first. Nothing has to be. */
  readonly checksums: readonly { readonly algorithm: 'sha256' | 'md5'; readonly url: string }[];
}

/** The address of the text with the number of the newest release. */
export function latestAddress(baseUrl: string): string {
  return `${folder(baseUrl)}latest.txt`;
}

/** @param version a number or `nightly` */
export function releaseAddresses(baseUrl: string, version: string): ReleaseAddresses {
  const name = version === NIGHTLY ? 'nanos-nightly-linux' : `nanos-release-linux-${version}`;
  const stem = `${folder(baseUrl)}${version}/${name}`;
  return {
    archive: `${stem}.tar.gz`,
    checksums: [
      { algorithm: 'sha256', url: `${stem}.sha256` },
      { algorithm: 'md5', url: `${stem}.md5` },
    ],
  };
}

function folder(baseUrl: string): string {
  return baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
}
