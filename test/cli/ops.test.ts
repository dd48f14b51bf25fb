import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { whyNodeIsTooOld } from '../../src/cli/node-version.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const OPS = path.join(ROOT, 'dist/src/cli/ops.js');
const SAMPLE_OPS = path.join(ROOT, 'dist/test/cli/sample-ops.js');
const PACKAGE = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
  engines: { node: string };
};

function ops(script: string, ...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...argv], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function bash(script: string, ops = SAMPLE_OPS) {
  const bin = mkdtempSync(path.join(tmpdir(), 'ops-bin-'));
  try {
    chmodSync(ops, 0o755);
    symlinkSync(ops, path.join(bin, 'ops'));
    const environment = { PATH: `${bin}:${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: bin };
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
      encoding: 'utf8',
      env: environment,
    });
    return { status, stdout, stderr };
  } finally {
    rmSync(bin, { recursive: true });
  }
}

describe('the ops program', () => {
  it('tells its version', () => {
    for (const argument of ['--version', '-V', 'version']) {
      assert.deepEqual(ops(OPS, argument), { status: 0, stdout: `${PACKAGE.version}\n`, stderr: '' });
    }
    assert.equal((JSON.parse(ops(OPS, 'version', '-j').stdout) as { version: string }).version, PACKAGE.version);
    assert.equal(ops(OPS, 'version', '-q').stdout, `${PACKAGE.version}\n`);
  });

  it('exits with the code of what happened', () => {
    assert.equal(ops(OPS).status, 0);
    assert.equal(ops(OPS, 'frobnicate').status, 2);
    assert.equal(ops(SAMPLE_OPS, 'crash', 'foreseen').status, 5);
    assert.equal(ops(SAMPLE_OPS, 'crash', 'unforeseen').status, 70);
    assert.equal(ops(SAMPLE_OPS, 'run', 'exits-3', '-m', '1g').status, 3);
  });

  it('reports what was thrown where nobody waited for it', () => {
    const { status, stderr } = ops(SAMPLE_OPS, 'crash', 'elsewhere');
    assert.equal(status, 70);
    assert.match(stderr, /^ops: internal error: nobody waits for this\n {2}.*--verbose.*\n$/);
    assert.match(ops(SAMPLE_OPS, 'crash', 'elsewhere', '-v').stderr, /\n {2}TypeError: nobody waits for this\n {6}at /);
  });

  it('ends quietly in a pipe that is closed', () => {
    const { status, stdout, stderr } = bash(
      'ops flood | head -0; echo "${PIPESTATUS[0]}"; ops flood | head -1; ops flood | true',
    );
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '0\ny\n', stderr: '' });
  });

  it('fails on a full disk', () => {
    const { status, stderr } = bash('ops volume list >/dev/full');
    assert.equal(status, 1);
    assert.match(stderr, /^ops: volume list: standard output: /);
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`cleans up on ${signal}`, async () => {
      assert.deepEqual(await interrupt(['wait'], [signal]), {
        code,
        stderr: 'waiting\ncleaned up\nops: wait: interrupted\n',
      });
    });
  }

  it('leaves at once on the second Ctrl-C', async () => {
    assert.deepEqual(await interrupt(['wait', '--stubborn'], ['SIGINT', 'SIGINT']), { code: 130, stderr: 'waiting\n' });
  });
});

/** Starts a command, waits for its first output, and sends `signals` one after the other. */
async function interrupt(argv: readonly string[], signals: readonly NodeJS.Signals[]) {
  const child = spawn(process.execPath, [SAMPLE_OPS, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  for (const signal of signals) {
    child.kill(signal);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 200))]);
  }
  return { code: await closed, stderr };
}

/** Every Node.js on this machine that is too old, with its version. */
function oldNodes(): (readonly [node: string, version: string])[] {
  const folders = new Set(['/usr/bin', '/usr/local/bin', ...(process.env['PATH'] ?? '').split(':')]);
  return [...folders].flatMap((folder) => {
    const node = path.join(folder, 'node');
    if (!existsSync(node)) return [];
    const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
    return whyNodeIsTooOld(version, node) === undefined ? [] : [[node, version] as const];
  });
}

describe('whyNodeIsTooOld', () => {
  it('names what is needed and what is there', () => {
    assert.equal(
      whyNodeIsTooOld('20.20.2', '/usr/bin/node'),
      'ops: needs Node.js 22.12 or newer; this is 20.20.2 (/usr/bin/node)',
    );
    for (const version of ['22.11.0', '18.0.0', '22.2.0']) assert.ok(whyNodeIsTooOld(version, 'node'), version);
    for (const version of ['22.12.0', '22.13.1', '23.0.0', '24.21.0', '100.0.0-nightly']) {
      assert.equal(whyNodeIsTooOld(version, 'node'), undefined, version);
    }
  });

  it('asks for what package.json asks for', () => {
    const [, oldest = ''] = /^>=([\d.]+)$/.exec(PACKAGE.engines.node) ?? [];
    const [major = 0, minor = 0] = oldest.split('.').map(Number);
    assert.equal(whyNodeIsTooOld(`${oldest}.0`, 'node'), undefined);
    assert.ok(whyNodeIsTooOld(`${major}.${minor - 1}.99`, 'node'));
  });

  for (const [node, version] of oldNodes()) {
    it(`is what ${node} ${version} says`, () => {
      const { status, stdout, stderr } = spawnSync(node, [OPS, 'volume', 'list'], { encoding: 'utf8' });
      const message = `ops: needs Node.js 22.12 or newer; this is ${version} (${realpathSync(node)})\n`;
      assert.deepEqual({ status, stdout, stderr }, { status: 7, stdout: '', stderr: message });
    });
  }

  it('is reached before anything that an old Node.js cannot read', () => {
    const oldSyntax = /\?\?=|\|\|=|\busing\b|\bawait import\(.*with|#\w+[;(=]/;
    const loaded = [OPS, path.join(path.dirname(OPS), 'node-version.js')];
    for (const file of loaded) assert.doesNotMatch(readFileSync(file, 'utf8'), oldSyntax, file);
    const imports = [...readFileSync(OPS, 'utf8').matchAll(/^import .* from '(.*)'/gm)].map((match) => match[1]);
    assert.deepEqual(imports, ['node:module', './node-version.js']);
  });
});

describe('completion in bash', () => {
  function complete(line: string): string[] {
    const { status, stdout, stderr } = bash(
      `source <(ops completion bash)
       COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}; _ops ops; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p ops`,
    );
    assert.deepEqual([status, stderr], [0, '']);
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.pop(), 'complete -o bashdefault -o default -F _ops ops');
    return lines.filter((each) => each !== '');
  }

  it('completes commands, options, choices and names', () => {
    assert.deepEqual(complete('ops volume de'), ['detach', 'delete']);
    assert.deepEqual(complete('ops volume create --s'), ['--size']);
    assert.deepEqual(complete('ops detach web1 '), ['assets', 'assets:5f0c0d3e']);
    assert.deepEqual(complete('ops volume create '), []);
  });

  it('answers for the part that bash replaces, after : and =', () => {
    assert.deepEqual(complete('ops detach web1 assets:5'), ['5f0c0d3e']);
    assert.deepEqual(complete('ops volume create --filesystem=e'), ['ext4']);
  });
});
