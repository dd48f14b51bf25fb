import { openRelease, type NanosRelease } from '../../src/guests/nanos/releases/release.js';

/** Where the files of a Nanos release are: `kernel.img`, `boot.img` and `klibs/`. The project has none of its own. */
const FOLDER = process.env['OPS_NANOS_RELEASE'];

const notRun: string[] = [];

/** The release that guests boot. */
export function nanosRelease(): NanosRelease {
  if (FOLDER === undefined) throw new Error('OPS_NANOS_RELEASE is not set');
  return openRelease(FOLDER);
}

/** `it` where there is a Nanos release. Elsewhere the end of the run says what was not shown. */
export function itWithNanos(title: string, test: Mocha.AsyncFunc): void {
  if (FOLDER !== undefined) {
    it(title, test);
    return;
  }
  if (notRun.length === 0) process.once('exit', reportNotRun);
  notRun.push(title);
}

function reportNotRun(): void {
  const titles = notRun.join('; ');
  process.stderr.write(
    `NOT RUN without a Nanos release, whose folder OPS_NANOS_RELEASE names: ${notRun.length} tests: ${titles}\n`,
  );
}
