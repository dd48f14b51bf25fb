export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/**
 * One script a shell. All of them ask `ops __complete -- <words>`, which prints a word, a tab and what it means on each
 * line; where it prints nothing, the shell completes file names.
 *
 * bash ends words at `:` and `=`, too (COMP_WORDBREAKS), and replaces only the part after the last one, so the answers
 * lose what stands before it.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_ops() {
  local line="\${COMP_LINE:0:COMP_POINT}" word cut
  local -a words
  read -ra words <<<"$line"
  [[ "$line" == *[[:space:]] ]] && words+=('')
  word="\${words[-1]}"
  cut="\${word%"\${word##*[:=]}"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    COMPREPLY+=("\${word#"$cut"}")
  done < <("$1" __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o bashdefault -o default -F _ops ops`,
  zsh: `#compdef ops
_ops() {
  local -a described
  local word meaning
  while IFS=$'\\t' read -r word meaning; do
    described+=("\${word//:/\\\\:}\${meaning:+:$meaning}")
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#described} )); then _describe ops described; else _files; fi
}
compdef _ops ops`,
  fish: `function __ops_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete -- $words[2..-1] 2>/dev/null
end
complete -c ops -f -n 'test -n "$(__ops_complete)"' -a '(__ops_complete)'`,
};
