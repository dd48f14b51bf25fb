import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';

/** Makes a directory with names, contents, modes, owners, times and links of every kind. */
export function makeVariedTree(root: string): void {
  const at = (name: string): string => `${root}/${name}`;
  for (const name of ['', 'empty', 'deep/er/and/deep.er', 'many']) fs.mkdirSync(at(name), { recursive: true });
  for (const [name, size] of Object.entries({ none: 0, one: 1, block: 4096, 'block and one': 4097, large: 700_001 })) {
    fs.writeFileSync(at(name), Buffer.alloc(size, `${name} 0123456789\0\xff`, 'latin1'));
  }
  fs.writeFileSync(Buffer.concat([Buffer.from(at('')), Buffer.of(0xff, 0xfe, 0x0a, 0x20, 0x25)]), 'not UTF-8');
  fs.writeFileSync(at('größe-地図'), 'UTF-8');
  fs.writeFileSync(at('n'.repeat(255)), 'the longest name');
  for (let index = 0; index < 300; index++) fs.writeFileSync(at(`many/${index}`), String(index));
  fs.writeFileSync(at('deep/er/and/deep.er/bottom'), 'deep down');
  for (const [name, mode] of Object.entries({ suid: 0o4755, sgid: 0o2750, secret: 0o400, all: 0o777 })) {
    fs.writeFileSync(at(name), name);
    fs.chmodSync(at(name), mode);
  }
  fs.chmodSync(at('empty'), 0o1777);
  fs.symlinkSync('deep/er', at('relative'));
  fs.symlinkSync('/no/such/place', at('dangling'));
  fs.symlinkSync('t'.repeat(200), at('long'));
  fs.linkSync(at('large'), at('deep/larger'));
  execFileSync('mkfifo', [at('fifo')]);
  fs.truncateSync(at('one'), 1_000_000);
  setTimes(root);
  // Only root gives files away.
  if (process.getuid?.() === 0) fs.lchownSync(at('none'), 1000, 70_000);
}

function setTimes(root: string): void {
  for (const [name, date] of Object.entries({
    none: '1970-01-01 00:00:00.000000001 UTC',
    empty: '1969-07-20 20:17:40.25 UTC',
    one: '2038-01-19 03:14:08.999999999 UTC',
    block: '2400-02-29 12:00:00.123456789 UTC',
    all: '1999-12-31 23:59:59.5 UTC',
  })) {
    execFileSync('touch', ['-d', date, `${root}/${name}`]);
  }
}
