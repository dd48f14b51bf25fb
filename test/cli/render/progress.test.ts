import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DrawnProgress } from '../../../src/cli/render/progress.js';
import { renderProgressLine, renderProgressLog } from '../../../src/cli/render/progress-line.js';
import { displayWidth } from '../../../src/cli/render/width.js';

const GIB = 1024 ** 3;
const STATE = { name: 'assets', done: 6.1 * GIB, total: 9.6 * GIB, item: 'photos/2019/IMG_2201.raw', rate: 1.4 * GIB };

describe('renderProgressLine', () => {
  it('reads as the transcript', () => {
    assert.equal(
      renderProgressLine(STATE, 120),
      'assets  ███████████████████░░░░░░░░░░░   63 %  6.1 of 9.6 GiB  1.4 GiB/s  ETA 3 s  photos/2019/IMG_2201.raw',
    );
    assert.equal(renderProgressLog(STATE), 'assets   63 %  6.1 of 9.6 GiB  1.4 GiB/s  ETA 3 s');
  });

  it('gives up the item, the bar, then the facts from the right', () => {
    assert.equal(renderProgressLine(STATE, 60), 'assets   63 %  6.1 of 9.6 GiB  1.4 GiB/s  ETA 3 s');
    assert.equal(renderProgressLine(STATE, 16), 'assets   63 %');
  });

  it('says what it knows while the total or the rate is unknown', () => {
    assert.equal(renderProgressLog({ ...STATE, total: 0, rate: undefined }), 'assets  6.1 GiB');
    assert.equal(
      renderProgressLog({ ...STATE, done: 800 * 1024 ** 2, rate: undefined }),
      'assets    8 %  800 MiB of 9.6 GiB',
    );
    assert.equal(renderProgressLog({ ...STATE, done: STATE.total }), 'assets  100 %  9.6 of 9.6 GiB  1.4 GiB/s');
  });

  it('is never wider than the terminal', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.nat(),
        fc.nat(),
        fc.string(),
        fc.string(),
        (columns, done, total, name, item) => {
          const line = renderProgressLine({ name, done, total, item, rate: done / 3 }, columns);
          assert.ok(displayWidth(line) <= columns, `${columns}: ${line}`);
        },
      ),
    );
  });
});

describe('DrawnProgress', () => {
  function surface(isTerminal: boolean) {
    const written: string[] = [];
    const time = { now: 0 };
    return {
      written,
      time,
      bar: new DrawnProgress('assets', {
        isTerminal,
        columns: () => 100,
        write: (text) => void written.push(text),
        clock: () => time.now,
      }),
    };
  }

  it('draws ten times a second at most, and goes at its end', () => {
    const { bar, written, time } = surface(true);
    for (time.now = 0; time.now < 1000; time.now++) bar.report(time.now * 1024, 1_024_000);
    assert.equal(written.length, 9);
    assert.match(written[8] ?? '', /^\r\u001b\[2Kassets {2}█+░+ {3}90 % {2}900 of 1000 KiB {2}1000 KiB\/s {2}ETA 1 s$/);
    bar.end();
    bar.report(1, 2);
    assert.deepEqual(written.slice(9), ['\r\u001b[2K']);
  });

  it('prints a line every five seconds where there is no terminal', () => {
    const { bar, written, time } = surface(false);
    for (time.now = 0; time.now <= 12_000; time.now += 50) bar.report(time.now, 20_000);
    bar.end();
    assert.equal(written.length, 2);
    assert.match(written[0] ?? '', /^assets {3}25 % .*\n$/);
  });

  it('steps aside for a line, and comes back', () => {
    const { bar, written, time } = surface(true);
    time.now = 200;
    bar.report(1, 2);
    bar.hide();
    bar.hide();
    time.now = 400;
    bar.report(2, 2);
    assert.equal(written.length, 3);
    assert.equal(written[1], '\r\u001b[2K');
  });
});
