import assert from 'node:assert/strict';
import path from 'node:path';
import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { ROOT, Workshop } from '../../formats/elf/samples.js';
import { failure, hostFiles, resolve, tryPlan } from './plans.js';

const NODE_DIRECTORY = path.dirname(process.execPath);

describe('images/program: scripts', () => {
  let workshop: Workshop;
  before(() => {
    workshop = new Workshop();
  });
  after(() => {
    workshop[Symbol.dispose]();
  });

  const script = (name: string, text: string): string => workshop.write(name, text, 0o644);
  const searchPath = `/nowhere:${NODE_DIRECTORY}:/usr/bin:/bin`;

  it('runs a script by its interpreter and one argument', () => {
    const plan = resolve(script('greet', '#! /bin/sh -e \necho "$0 $1"; false; echo not here\n'));
    assert.equal(plan.path, '/bin/sh');
    assert.deepEqual(plan.arguments, ['/bin/sh', '-e', '/greet']);
    assert.equal(plan.description, path.basename(realpathSync('/bin/sh')));
    const { status, stdout } = tryPlan(plan, workshop, ['you']);
    assert.deepEqual([status, stdout], [1, '/greet you\n']);
  });

  it('gives the interpreter all the rest as one argument', () => {
    const plan = resolve(script('one', '#!/usr/bin/perl -w -T\n'));
    assert.deepEqual(plan.arguments, ['/usr/bin/perl', '-w -T', '/one']);
  });

  it('looks up what env names, and leaves env out', () => {
    const plan = resolve(script('by-env', '#!/usr/bin/env node\nconsole.log(process.argv[2], 6 * 7);\n'), {
      searchPath,
    });
    assert.deepEqual(plan.arguments, ['node', '/by-env']);
    assert.equal(plan.path, '/usr/local/bin/node');
    assert.match(plan.description, /^node \d+\.\d+\.\d+$/);
    assert.ok(![...hostFiles(plan).keys()].some((file) => file.endsWith('/env')));
    assert.equal(tryPlan(plan, workshop, ['is']).stdout, 'is 42\n');
  });

  it('brings the standard library of Python, and what its modules need', () => {
    const text =
      '#!/usr/bin/env python3\nimport sys, json, ssl, zlib, ctypes\nprint(json.dumps(sys.argv), sys.prefix)\n';
    const plan = resolve(script('tool.py', text), { searchPath: '/usr/bin' });
    assert.match(plan.description, /^python 3\.\d+$/);
    const { stdout, stderr } = tryPlan(plan, workshop, ['x']);
    assert.deepEqual([stdout, stderr], ['["/tool.py", "x"] /usr\n', '']);
  });

  it('splits what stands after env -S, and keeps its variables', () => {
    const text = `#!/usr/bin/env -S TOWN="small town" node --title='a b' --no-warnings\nconsole.log(process.env.TOWN, process.title);\n`;
    const plan = resolve(script('split', text), { searchPath });
    assert.deepEqual(plan.arguments, ['node', '--title=a b', '--no-warnings', '/split']);
    assert.deepEqual(plan.environment, { TOWN: 'small town' });
    assert.equal(tryPlan(plan, workshop).stdout, 'small town a b\n');
  });

  it('follows interpreters that are scripts, as the kernel does', () => {
    const inner = script('inner', `#!/bin/sh -u\necho "inner: $*"\n`);
    const outer = script('outer', `#!${inner} -x\n`);
    const plan = resolve(outer);
    assert.deepEqual(plan.arguments, ['/bin/sh', '-u', inner, '-x', '/outer']);
    assert.equal(hostFiles(plan).get(inner), inner);
    assert.equal(tryPlan(plan, workshop, ['z']).stdout, 'inner: -x /outer z\n');
  });

  it('stops after four of them', () => {
    const chain = (count: number): string => {
      let file = '/bin/sh';
      for (let level = 0; level < count; level++) file = script(`level-${count}-${level}`, `#!${file}\n`);
      return file;
    };
    assert.equal(resolve(chain(4)).path, '/bin/sh');
    failure('program-invalid', () => resolve(chain(5)));
    failure('program-invalid', () => resolve(script('itself', `#!${path.join(workshop.directory, 'itself')}\n`)));
  });

  it('runs JavaScript without a #! line by node', () => {
    for (const name of ['plain.js', 'plain.cjs', 'plain.mjs']) {
      const plan = resolve(`./${script(name, 'console.log("js");').split('/').at(-1) ?? ''}`, {
        searchPath,
        workingDirectory: workshop.directory,
      });
      assert.deepEqual(plan.arguments, ['node', `/${name}`]);
      assert.equal(tryPlan(plan, workshop).stdout, 'js\n');
    }
  });

  it('takes node through a link on the search path', () => {
    const bin = path.join(workshop.directory, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, `${bin}/node`);
    const plan = resolve(script('linked.js', ''), { searchPath: 'bin', workingDirectory: workshop.directory });
    assert.equal(hostFiles(plan).get('/usr/local/bin/node'), process.execPath);
  });

  it('resolves the sample server', () => {
    const plan = resolve('fixtures/webapp/server.js', { workingDirectory: ROOT, searchPath });
    assert.deepEqual(plan.arguments, ['node', '/server.js']);
  });

  it('says what is wrong with an interpreter', () => {
    const missing = failure('interpreter-missing', () => resolve(script('gone', '#!/opt/none/bin/lang\n')));
    assert.match(missing.message, /gone: its interpreter \/opt\/none\/bin\/lang was not found$/);
    failure('interpreter-missing', () => resolve(script('gone-env', '#!/usr/bin/env no-such-lang\n')));
    failure('interpreter-missing', () => resolve(script('gone-node.js', ''), { searchPath: '/nowhere' }));
    for (const [name, text, reason] of [
      ['crlf', '#!/bin/sh\r\necho\r\n', /ends in CR LF/],
      ['relative', '#!sh\n', /no absolute path: "sh"/],
      ['empty-line', '#!\n', /no absolute path/],
      ['long', `#!/bin/sh ${'x'.repeat(300)}\n`, /longer than the 255 bytes/],
      ['env-alone', '#!/usr/bin/env\n', /nothing to run/],
      ['env-only-variables', '#!/usr/bin/env -S A=1\n', /nothing to run/],
      ['env-option', '#!/usr/bin/env -i\n', /the option -i/],
      ['env-words', '#!/usr/bin/env python3 -u\n', /a program called "python3 -u"/],
      ['env-quote', '#!/usr/bin/env -S node "a\n', /stays open/],
      ['env-variable', '#!/usr/bin/env -S node ${HOME}\n', /\$\{\.\.\.\}/],
    ] as const) {
      assert.match(failure('program-invalid', () => resolve(script(name, text))).message, reason);
    }
  });

  it('accepts a #! line that ends with the file', () => {
    assert.equal(resolve(script('no-newline', '#!/bin/sh')).path, '/bin/sh');
  });

  describe('directories', () => {
    const directory = (name: string, files: Readonly<Record<string, string>>): string => {
      const root = path.join(workshop.directory, name);
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
        writeFileSync(path.join(root, file), text);
      }
      return root;
    };

    it('are taken whole and run by their main', () => {
      const app = directory('app', {
        'package.json': '{ "main": "lib/start", "bin": { "app": "bin/other.js" } }',
        'lib/start.js': 'console.log(require("thing"), __filename);',
        'index.js': '',
        'node_modules/thing/index.js': 'module.exports = "thing";',
      });
      const plan = resolve(app, { searchPath });
      assert.deepEqual(plan.arguments, ['node', '/app/lib/start.js']);
      assert.equal(tryPlan(plan, workshop).stdout, 'thing /app/lib/start.js\n');
      assert.deepEqual(resolve('.', { searchPath, workingDirectory: app }).arguments, plan.arguments);
    });

    it('fall back on index.js and then on bin', () => {
      const index = directory('with-index', { 'package.json': '{ "main": "gone.js" }', 'index.js': '' });
      assert.deepEqual(resolve(index, { searchPath }).arguments, ['node', '/with-index/index.js']);
      const bin = directory('with-bin', { 'package.json': '{ "bin": { "x": "x.sh" } }', 'x.sh': '#!/bin/sh\n' });
      assert.deepEqual(resolve(bin).arguments, ['/bin/sh', '/with-bin/x.sh']);
    });

    it('without a main program are refused', () => {
      const error = failure('program-invalid', () => resolve(directory('empty', { 'readme.txt': '' })));
      assert.match(error.message, /empty: a directory without a main program$/);
      failure('program-invalid', () => resolve(directory('broken', { 'package.json': '{' })));
      const outside = directory('outside', { 'package.json': '{ "main": "../app/index.js" }' });
      assert.match(failure('program-invalid', () => resolve(outside)).message, /lies outside/);
    });
  });

  it('gives the script to the guest byte for byte', () => {
    const plan = resolve(script('exact', '#!/bin/sh\n\u00e9'));
    assert.equal(readFileSync(hostFiles(plan).get('/exact') ?? '', 'utf8'), '#!/bin/sh\n\u00e9');
  });
});
