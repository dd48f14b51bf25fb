export const DEFAULT_SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The variables that a program in a guest starts with: the usual ones of root, then each of `layers` over what stands
 * before it (what the script's `env` line sets, then what the user sets).
 */
export function guestEnvironment(...layers: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const defaults = { PATH: DEFAULT_SEARCH_PATH, HOME: '/root', USER: 'root', PWD: '/' };
  return Object.assign({}, defaults, ...layers) as Record<string, string>;
}
