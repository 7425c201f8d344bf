/**
 * Programs that are the user's, whoever started them. A terminal, a multiplexer or an editor that was first opened from inside a
 * session carries the session's marks for good, and so does every shell in it; when the session is gone they are nobody's left-overs. Pure.
 */
import type { OsProcess } from './process.ts'

type Program = Pick<OsProcess, 'name' | 'exePath'>

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

const multiplexers = words('tmux screen zellij dtach abduco byobu mosh-server wezterm-mux-server ttyd tmate sshd dvtm')
const terminals = words(
  'kitty alacritty foot footserver ghostty gnome-terminal-server konsole xterm urxvt urxvtd st wezterm-gui tilix ptyxis ' +
    'kgx xfce4-terminal terminator terminology qterminal iterm2 itermserver terminal warp hyper tabby',
)
const editors = words(
  'code code-insiders codium cursor windsurf zed zed-editor subl sublime_text emacs idea pycharm webstorm goland clion rider',
)
const browsers = words('firefox chrome chromium brave msedge opera vivaldi')
const shells = words('bash zsh fish sh dash ash ksh mksh tcsh csh nu pwsh xonsh elvish')

export function isUsersOwn(process: Program & Pick<OsProcess, 'argv' | 'tty'>): boolean {
  const program = programOf(process)
  if (multiplexers.has(program) || terminals.has(program) || editors.has(program)) return true
  if (browsers.has(program)) return !(process.argv ?? []).some(isAutomation)
  return shells.has(program) && isInteractive(process)
}

/** What a terminal or a multiplexer is called ("tmux"); undefined for every other program. */
export function terminalProgram(process: Program): string | undefined {
  const program = programOf(process)
  return multiplexers.has(program) || terminals.has(program) ? program : undefined
}

/** `/usr/bin/tmux` and "tmux: server" are tmux, "google-chrome-stable" and "chromium-browser" the browsers. */
function programOf({ exePath, name }: Program): string {
  const file = (exePath ?? name.replace(/:.*$/, '')).replace(/^.*[/\\]/, '').toLowerCase()
  return file.replace(/\.exe$/, '').replace(/^google-|^microsoft-|-(?:stable|browser|bin|esr)$/g, '')
}

/** A browser that a program drives. */
const isAutomation = (word: string): boolean =>
  /^--?(?:headless|remote-debugging|enable-automation|marionette)/.test(word)

/** On a terminal, or for a login, and with no command or script to run. */
function isInteractive({ argv, tty }: Pick<OsProcess, 'argv' | 'tty'>): boolean {
  if (argv === undefined) return false
  const [argv0 = '', ...rest] = argv
  const own = rest.filter((_, at) => !/^--?(?:rcfile|init-file|init-command|o)$/.test(rest[at - 1] ?? ''))
  if (own.some((word) => /^-[a-z]*c$/.test(word) || !word.startsWith('-'))) return false
  return argv0.startsWith('-') || tty !== undefined
}
