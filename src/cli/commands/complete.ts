import { defineCommand } from '../command.js';
import { completeWords } from '../complete.js';

export default defineCommand({
  path: ['__complete'],
  summary: 'Print what may stand at the cursor, for the scripts of `ops completion`',
  rest: { name: 'words', description: 'the words after ops, the last one as far as it is typed' },
  examples: [['ops __complete -- volume cr', 'what volume commands start with cr']],
  async run({ rest }, { commands, output, cwd, env, home }) {
    const completions = await completeWords(commands, rest, { cwd, env, home });
    const lines = completions.map(({ word, meaning }) => (meaning === '' ? word : `${word}\t${meaning}`));
    output.result({ data: completions, ids: completions.map(({ word }) => word), view: lines.join('\n') });
  },
});
