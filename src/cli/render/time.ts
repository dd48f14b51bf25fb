const UNITS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** How long ago, in the largest unit that fits: `2 minutes ago`, `just now`; `in 3 hours` for what is to come. */
export function formatRelativeTime(time: Date, now: Date): string {
  const seconds = Math.trunc((now.getTime() - time.getTime()) / 1000);
  const distance = Math.abs(seconds);
  const [name, size] = UNITS.find(([, length]) => distance >= length) ?? ['second', 1];
  if (distance === 0) return 'just now';
  const count = Math.floor(distance / size);
  const text = `${count} ${name}${count === 1 ? '' : 's'}`;
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

/** How long something took or may take: `41 ms`, `0.9 s`, `12 s`, `1 m 12 s`, `2 h 5 m`, `3 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  const rounded = Math.round(milliseconds);
  if (rounded < 500) return `${rounded} ms`;
  if (rounded < 9_950) return `${(rounded / 1000).toFixed(1).replace(/\.0$/, '')} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return pair(seconds, 60, 'm', 1, 's');
  if (seconds < 86_400) return pair(seconds, 3600, 'h', 60, 'm');
  return pair(seconds, 86_400, 'd', 3600, 'h');
}

function pair(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}
