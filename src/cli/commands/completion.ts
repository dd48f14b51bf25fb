import { defineCommand } from '../command.js';
import { COMPLETION_SCRIPTS, SHELLS } from '../completion-scripts.js';

export default defineCommand({
  path: ['completion'],
  summary: 'Print a script that completes ops commands in a shell',
  positionals: [{ name: 'shell', description: 'the shell that reads it', choices: SHELLS }],
  examples: [
    ['source <(ops completion bash)', 'in ~/.bashrc'],
    ['source <(ops completion zsh)', 'in ~/.zshrc, after compinit'],
    ['ops completion fish | source', 'in ~/.config/fish/config.fish'],
  ],
  run({ shell }, { output }) {
    const script = COMPLETION_SCRIPTS[shell];
    output.result({ data: { shell, script }, view: script });
    return Promise.resolve();
  },
});
