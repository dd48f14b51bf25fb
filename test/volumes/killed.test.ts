import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { useOpsHome } from '../cli/ops-home.js';
import { KilledLane } from './killed-lane.js';

/** Of each of six commands, in each of two homes: 240 in all. */
const MOMENTS = 20;
const LANES = [0, 1];

const COMMANDS: Record<string, (site: string, more: string) => readonly string[]> = {
  create: (site) => ['create', 'new', '-s', '16m', '-d', site],
  import: (_, more) => ['import', 'data', more],
  cp: (_, more) => ['cp', '-r', more, 'data:/copied'],
  resize: () => ['resize', 'data', '12m'],
  rename: () => ['rename', 'data', 'other'],
  convert: () => ['convert', 'data', '--fs', 'tfs'],
};

describe('volumes/killed', function () {
  this.timeout(120_000);
  const at = useOpsHome();

  /** Makes the homes, and in each does the same with a command on volumes with `mebibytes` in them. */
  async function inLanes(command: string, mebibytes: number, work: (lane: KilledLane, index: number) => Promise<void>) {
    const site = path.dirname(at.write('site/noise', Buffer.alloc(mebibytes << 20, 'noise')));
    const more = path.dirname(at.write('more/noise', Buffer.alloc(mebibytes << 19, 'louder')));
    const argv = [...(COMMANDS[command]?.(site, more) ?? []), '-q'];
    const lanes = LANES.map((index) => new KilledLane(path.join(at.cwd, `${index}`), argv));
    await Promise.all(lanes.map((lane) => lane.prepare(site)));
    await Promise.all(lanes.map(work));
    const total = (key: keyof KilledLane['seen']) => lanes.reduce((sum, { seen }) => sum + seen[key], 0);
    return {
      before: total('before'),
      after: total('after'),
      leftovers: total('leftovers'),
      killed: total('killed'),
    };
  }

  for (const command of Object.keys(COMMANDS)) {
    it(`leaves what was or what is to be when ${command} is killed at any moment`, async () => {
      const seen = await inLanes(command, 6, async (lane) => {
        const moment = fc.noBias(fc.nat(1100)).map((thousandths) => thousandths / 1000);
        const kill = fc.asyncProperty(moment, async (share) => {
          await lane.round(async ({ child, ended }) => {
            await Promise.race([delay(share * lane.duration), ended]);
            child.kill('SIGKILL');
            return ended;
          });
        });
        await fc.assert(kill, { numRuns: MOMENTS, endOnFailure: true });
      });
      assert.ok(seen.killed > (LANES.length * MOMENTS) / 2 && seen.before > 0, JSON.stringify(seen));
    });
  }

  // What resize, convert and cp change is changed in the same way by import.
  for (const command of ['create', 'import', 'rename']) {
    it(`leaves what was or what is to be when ${command} is killed before any change that it makes`, async () => {
      const program = path.join(import.meta.dirname, 'kill-at-change.js');
      const seen = await inLanes(command, 1, async (lane, index) => {
        for (let change = index; ; change += LANES.length) {
          const node = [process.execPath, '--import', `${program}?${change}`];
          const { code } = await lane.round(({ ended }) => ended, node);
          if (code === 0) break;
        }
      });
      // One of each lane was not killed; some others were after the change that counts.
      assert.ok(seen.leftovers > 5 && seen.after > LANES.length, JSON.stringify(seen));
    });
  }
});
