/**
 * Orders kernel releases by age, as dpkg orders versions: runs of digits count as numbers, so `6.1.0-9` comes before
 * `6.1.0-10`; `~` comes before the end, and so does a release candidate, so `6.12-rc1` and `6.12~rc1` before `6.12`.
 */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [one = '', other = ''] = [left[index], right[index]];
    // Parts alternate: text at even places, digits at odd ones.
    const order = index % 2 === 0 ? compareText(one, other) : Number(one) - Number(other);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(release: string): string[] {
  return release.replace(/[-_.]rc(?=\d)/g, '~rc').split(/(\d+)/);
}

function compareText(a: string, b: string): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = rankOf(a[index]) - rankOf(b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** `~`, then the end, then letters, then all other characters. */
function rankOf(letter: string | undefined): number {
  if (letter === '~') return -1;
  if (letter === undefined) return 0;
  return letter.charCodeAt(0) + (/[a-z]/i.test(letter) ? 0 : 256);
}
