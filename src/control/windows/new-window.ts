/** The command that opens a new terminal window with a program in it, for the terminal that is there. Pure. */
import { shellWord } from '../../core/words/command.ts'

export interface WindowRequest {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether a program of this name can be found. */
  readonly has: (program: string) => boolean
  /** Program and arguments that run in the window. */
  readonly argv: readonly string[]
}

export interface WindowCommand {
  readonly file: string
  readonly args: readonly string[]
}

/** Undefined where no terminal is known, or it can't be told a word: then the command is for the user to run. */
export function newWindowCommand(request: WindowRequest): WindowCommand | undefined {
  if (request.platform === 'darwin') return macWindow(request)
  return request.platform === 'win32' ? windowsWindow(request) : unixWindow(request)
}

/** The terminal that runs already is asked first. */
function macWindow({ env, argv }: WindowRequest): WindowCommand | undefined {
  const words = argv.map((word) => shellWord(word))
  if (words.includes(undefined)) return undefined
  const command = appleText(words.join(' '))
  const script =
    env['TERM_PROGRAM'] === 'iTerm.app'
      ? [
          `tell application "iTerm" to create window with default profile command ${command}`,
          `tell application "iTerm" to activate`,
        ]
      : [`tell application "Terminal" to do script ${command}`, `tell application "Terminal" to activate`]
  return { file: 'osascript', args: script.flatMap((line) => ['-e', line]) }
}

function windowsWindow({ has, argv }: WindowRequest): WindowCommand | undefined {
  // A semicolon would begin a second tab.
  if (has('wt.exe')) return { file: 'wt.exe', args: ['-w', 'new', ...argv.map((word) => word.replaceAll(';', '\\;'))] }
  // What cmd.exe would run or replace, quoted or not.
  if (argv.some((word) => /["%!^&|<>]/.test(word))) return undefined
  return { file: 'cmd.exe', args: ['/c', 'start', 'tce', ...argv] }
}

const unixTerminals: readonly (readonly [program: string, args: (argv: readonly string[]) => readonly string[]])[] = [
  ['gnome-terminal', (argv) => ['--', ...argv]],
  ['ptyxis', (argv) => ['--new-window', '--', ...argv]],
  ['kgx', (argv) => ['--', ...argv]],
  ['konsole', (argv) => ['-e', ...argv]],
  ['xfce4-terminal', (argv) => ['-x', ...argv]],
  ['alacritty', (argv) => ['-e', ...argv]],
  ['kitty', (argv) => [...argv]],
  ['foot', (argv) => [...argv]],
  ['wezterm', (argv) => ['start', '--', ...argv]],
  ['ghostty', (argv) => ['-e', ...argv]],
  ['xterm', (argv) => ['-e', ...argv]],
  ['x-terminal-emulator', (argv) => ['-e', ...argv]],
]

/** What marks the terminal one is in. */
const marks: readonly (readonly [variable: string, program: string])[] = [
  ['KITTY_WINDOW_ID', 'kitty'],
  ['ALACRITTY_WINDOW_ID', 'alacritty'],
  ['KONSOLE_VERSION', 'konsole'],
  ['GNOME_TERMINAL_SCREEN', 'gnome-terminal'],
  ['WEZTERM_PANE', 'wezterm'],
  ['GHOSTTY_RESOURCES_DIR', 'ghostty'],
]

function unixWindow({ env, has, argv }: WindowRequest): WindowCommand | undefined {
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return undefined
  const here = marks.find(([variable]) => env[variable])?.[1]
  const wanted = [here, env['TERMINAL']?.split('/').at(-1)].filter((name) => name !== undefined)
  const known = [...wanted, ...unixTerminals.map(([program]) => program)]
  const program = known.find((name) => unixTerminals.some(([one]) => one === name) && has(name))
  const args = unixTerminals.find(([name]) => name === program)?.[1]
  return program === undefined || args === undefined ? undefined : { file: program, args: args(argv) }
}

const appleText = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
