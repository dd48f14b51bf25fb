// Makes the tables of docs/errors.md from src/core, as it was built. With --check it only says whether they are up to date.
import { ERROR_CODES } from '../dist/src/core/errors.js';
import { EXIT_CODES, FAILURE_MEANINGS } from '../dist/src/core/exit-codes.js';
import { generate, replaceMadePart } from './generated-file.mjs';

const SOURCE = 'made from src/core by .ci/generate-error-docs.mjs';

function renderExitCodes() {
  const rows = Object.entries(EXIT_CODES).map(([kind, code]) => `| ${code} | ${kind} | ${FAILURE_MEANINGS[kind]} |`);
  return ['| exit code | kind | what it means |', '|---|---|---|', '| 0 | | What was asked for is true. |', ...rows];
}

function renderErrorCodes() {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { kind, meaning }]) => `| \`${code}\` | ${kind} | ${EXIT_CODES[kind]} | ${meaning} |`,
  );
  return ['| code | kind | exit code | what it means |', '|---|---|---|---|', ...rows];
}

await generate('docs/errors.md', async (readText) => {
  const page = await readText('docs/errors.md');
  const made = ['## Exit codes', '', ...renderExitCodes(), '', '## Error codes', '', ...renderErrorCodes()].join('\n');
  return replaceMadePart(page, SOURCE, made);
});
