import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import path from 'node:path';
import { compileFixture } from './compile.js';
import { listHostTree } from './list-tree.js';
import { useTemporaryFolder } from './temporary-folder.js';
import { makeVariedTree } from './varied-tree.js';

describe('oracles/list-tree', () => {
  const folder = useTemporaryFolder();
  const tree = (name = ''): string => path.join(folder(), 'tree', name);

  it('finds the same as the program that runs in guests', () => {
    makeVariedTree(tree());
    const program = compileFixture('list-tree', folder());
    const printed = execFileSync(program, [tree()], { encoding: 'utf8' }).trimEnd().split('\n');
    assert.deepEqual(printed, listHostTree(tree()));
    assert.ok(printed.length > 300);
  });

  it('sees every difference', () => {
    makeVariedTree(tree());
    const { mtime, size } = fs.statSync(tree('block'));
    const changes: Readonly<Record<string, () => void>> = {
      content: () => {
        fs.writeFileSync(tree('block'), Buffer.alloc(size, 'other'));
        fs.utimesSync(tree('block'), mtime, mtime);
      },
      mode: () => {
        fs.chmodSync(tree('all'), 0o776);
      },
      time: () => {
        fs.utimesSync(tree('all'), 0, 946_684_799.501);
      },
      name: () => {
        fs.renameSync(tree('none'), tree('nine'));
      },
      target: () => {
        fs.rmSync(tree('relative'));
        fs.symlinkSync('deep/es', tree('relative'));
      },
      links: () => {
        fs.linkSync(tree('suid'), path.join(folder(), 'outside'));
      },
    };
    for (const [what, change] of Object.entries(changes)) {
      const before = listHostTree(tree());
      change();
      assert.notDeepEqual(listHostTree(tree()), before, what);
    }
  });
});
