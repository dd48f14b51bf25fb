import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { COMMANDS } from '../src/cli/commands/index.js';
import { ERROR_CODES } from '../src/core/errors.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FEATURES = 118;

function read(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8');
}

/** `## With -j` is `with--j`, as GitHub makes anchors. */
function anchorsOf(page: string): string[] {
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Every relative link of a page that leads nowhere. */
function deadLinks(name: string): string[] {
  const page = read(name);
  const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? name : path.join(path.dirname(name), file);
    if (!existsSync(path.join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
  });
}

interface Feature {
  readonly number: number;
  readonly today: string;
  readonly shownBy: string;
}

function readFeatures(): Feature[] {
  const rows = [...read('docs/features.md').matchAll(/^\| (\d+) \|(.*)\|$/gm)];
  return rows.map(([, number, cells = '']) => {
    const [, , today = '', shownBy = ''] = cells.split(' | ').map((cell) => cell.trim());
    return { number: Number(number), today, shownBy: /^\[([^\]]+)\]\([^)]+\)$/.exec(shownBy)?.[1] ?? shownBy };
  });
}

function generate(...flags: readonly string[]): Promise<{ exitCode?: number; stderr: string }> {
  return execa(process.execPath, [path.join(ROOT, '.ci/generate-docs.mjs'), ...flags], { reject: false });
}

describe('the documentation', () => {
  const pages = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);

  for (const page of ['README.md', ...pages.sort()]) {
    it(`has no dead links in ${page}`, () => {
      assert.deepEqual(deadLinks(page), []);
    });
  }

  it('has every command and every error code', () => {
    const headings = anchorsOf(read('docs/cli.md'));
    const visible = Object.entries(COMMANDS.commands).filter(([, { hidden }]) => !hidden);
    for (const [command] of visible) assert.ok(headings.includes(`ops-${command.replaceAll(' ', '-')}`), command);
    const errors = read('docs/errors.md');
    for (const code of Object.keys(ERROR_CODES)) assert.ok(errors.includes(`| \`${code}\` |`), code);
  });

  it('is made anew after the code changes', async () => {
    const { exitCode, stderr } = await generate('--check');
    assert.deepEqual([exitCode, stderr], [0, '']);
    const copy = mkdtempSync(path.join(tmpdir(), 'ops-docs-'));
    try {
      for (const name of ['docs', 'config.schema.json']) {
        cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
      }
      writeFileSync(path.join(copy, 'docs/cli.md'), read('docs/cli.md').replace('### ops volume list', '### gone'));
      writeFileSync(path.join(copy, 'docs/errors.md'), read('docs/errors.md').replace('| `internal` |', '| gone |'));
      const outdated = await generate('--check', '--root', copy);
      assert.equal(outdated.exitCode, 1);
      assert.match(outdated.stderr, /^docs\/errors\.md is out of date\n.*\ndocs\/cli\.md is out of date\n/);
      assert.equal((await generate('--root', copy)).exitCode, 0);
      for (const name of ['docs/cli.md', 'docs/errors.md']) {
        assert.equal(readFileSync(path.join(copy, name), 'utf8'), read(name));
      }
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});

describe('docs/features.md', () => {
  const features = readFeatures();

  it('has every number once, in order', () => {
    const numbers = Array.from({ length: FEATURES }, (_, index) => index + 1);
    assert.deepEqual(
      features.map(({ number }) => number),
      numbers,
    );
  });

  it('says yes only with a test that shows it, and shows nothing for no', () => {
    for (const { number, today, shownBy } of features) {
      if (today === 'yes') assert.match(shownBy, /^test\/.*\.test\.ts$/, `feature ${number}`);
      else if (today === 'partly') assert.match(shownBy, /^(test|docs)\//, `feature ${number}`);
      else assert.deepEqual([today, shownBy], ['no', ''], `feature ${number}`);
    }
  });

  it('names files that exist', () => {
    const named = new Set(features.map(({ shownBy }) => shownBy).filter((name) => name !== ''));
    assert.deepEqual(
      [...named].filter((name) => !existsSync(path.join(ROOT, name))),
      [],
    );
  });
});
