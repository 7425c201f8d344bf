/** Completion scripts. Names of agents come from `tce __complete`, everything else is written into the script. Pure. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** What there is to complete, taken from the program itself. */
export interface CommandOutline {
  readonly name: string
  readonly description: string
  readonly options: readonly string[]
  /** Its arguments are agents. */
  readonly takesAgents: boolean
}

export const completionScript = (shell: Shell, commands: readonly CommandOutline[]): string =>
  ({ bash, zsh, fish })[shell](commands)

const names = (commands: readonly CommandOutline[]): string => commands.map(({ name }) => name).join(' ')
const agentCommands = (commands: readonly CommandOutline[]): string =>
  commands
    .filter(({ takesAgents }) => takesAgents)
    .map(({ name }) => name)
    .join('|')

function bash(commands: readonly CommandOutline[]): string {
  const options = commands.map(({ name, options: own }) => `      ${name}) words="${own.join(' ')}" ;;`).join('\n')
  return `# tce completion for bash. To load it: source <(tce completion bash)
_tce() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${names(commands)}"
  elif [ "\${current:0:1}" = "-" ]; then
    case "$command" in
${options}
    esac
  else
    case "$command" in
      ${agentCommands(commands)}) words="$(tce __complete 2>/dev/null)" ;;
      completion) words="${shells.join(' ')}" ;;
    esac
  fi
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <(compgen -W "$words" -- "$current")
}
complete -F _tce tce
`
}

function zsh(commands: readonly CommandOutline[]): string {
  const described = commands
    .map(({ name, description }) => `    '${name}:${description.replaceAll("'", "'\\''")}'`)
    .join('\n')
  const options = commands.map(({ name, options: own }) => `      ${name}) compadd -- ${own.join(' ')} ;;`).join('\n')
  return `#compdef tce
# tce completion for zsh. To load it: source <(tce completion zsh)
_tce() {
  local -a commands
  commands=(
${described}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
  elif [[ "$PREFIX" == -* ]]; then
    case "$words[2]" in
${options}
    esac
  else
    case "$words[2]" in
      ${agentCommands(commands)}) compadd -- \${(f)"$(tce __complete 2>/dev/null)"} ;;
      completion) compadd -- ${shells.join(' ')} ;;
    esac
  fi
}
compdef _tce tce
`
}

function fish(commands: readonly CommandOutline[]): string {
  const first = commands
    .map(
      ({ name, description }) =>
        `complete -c tce -n __fish_use_subcommand -a ${name} -d '${description.replaceAll("'", "\\'")}'`,
    )
    .join('\n')
  const options = commands
    .flatMap(({ name, options: own }) =>
      own
        .filter((option) => option.startsWith('--'))
        .map((option) => `complete -c tce -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`),
    )
    .join('\n')
  const agents = agentCommands(commands).replaceAll('|', ' ')
  return `# tce completion for fish. To load it: tce completion fish | source
complete -c tce -f
${first}
complete -c tce -n '__fish_seen_subcommand_from ${agents}' -a '(tce __complete 2>/dev/null)'
complete -c tce -n '__fish_seen_subcommand_from completion' -a '${shells.join(' ')}'
${options}
`
}
