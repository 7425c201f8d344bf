/** What a Claude Code process is there for, as its arguments tell. Seen with 2.1.329. Pure. */
import type { AgentRole } from '../../core/process/process.ts'
import { baseName } from './executable.ts'

/** The same binary serves as these tools when it is started under their name; then it is no agent. */
const embeddedTools = new Set(['rg', 'ugrep', 'grep', 'egrep', 'fgrep', 'bfs', 'find'])

/** Commands that answer and end, or only show a session that lives in another process. */
const passingCommands = new Set(
  (
    'agents attach logs stop rm respawn kill ps mcp doctor update upgrade install uninstall config plugin plugins ' +
    'setup-token auth login logout migrate-installer completion help import purge ultrareview auto-mode'
  ).split(' '),
)

/**
 * Servers, by their first word: they wait for days, start sessions as their children or serve those of others, and are no session
 * themselves. The first five are one command.
 */
const servers = new Set('remote-control rc remote sync bridge gateway self-hosted-runner --daemon-worker'.split(' '))
const passingRunnerCommands = new Set(['setup', 'doctor', 'code-sign', 'work-look', 'decode-token'])

/** Flags that turn the program into something that ends at once or serves another program. */
const passingFlags = new Set(
  (
    '--version -v -V --help -h --bg --background --ripgrep --mcp-cli --dump-system-prompt ' +
    '--claude-in-chrome-mcp --chrome-native-host --computer-use-mcp --eval-mock-server'
  ).split(' '),
)

/** Flags without a value that may stand before a command. */
const plainFlags = new Set(['-d', '--debug', '--verbose', '--dangerously-skip-permissions'])

/** The role by argv, or undefined for a short-lived helper and for a tool inside the binary. */
export function roleOfArguments(argv: readonly string[]): AgentRole | undefined {
  const [argv0 = '', ...rest] = argv
  const [program = '', ...titleWords] = argv0.split(' ')
  if (embeddedTools.has(baseName(program))) return undefined

  // Helpers of the daemon call themselves "claude bg-spare" in argv[0].
  const words = isTitle(argv0) ? [...titleWords, ...rest] : rest
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  const command = firstWord(own)
  if (command === 'bg-pty-host' || own.includes('--bg-pty-host')) return 'pty-host'
  if (command === 'bg-spare' || command === '--preload' || own.includes('--bg-spare')) return 'spare'
  if (command === 'daemon') return own.includes('run') ? 'supervisor' : undefined
  if (servers.has(own[0] ?? '')) return isServing(own) ? 'supervisor' : undefined
  if (command !== undefined && (passingCommands.has(command) || passingFlags.has(command))) return undefined
  if (speaksStreamJson(own)) return 'sdk'
  return own.some(isPrintFlag) ? 'headless' : 'interactive'
}

const isServing = (words: readonly string[]): boolean =>
  !words.includes('--help') && !words.includes('-h') && !passingRunnerCommands.has(words[1] ?? '')

/** A title the program gave itself, not a path that happens to have a blank in it. */
const isTitle = (argv0: string): boolean => /^claude(?:\.exe)? /i.test(argv0)

/**
 * Where a command stands. Only plain flags are looked over: after any other flag a word may be its value or the prompt, and a
 * prompt that begins with "update" is not the command.
 */
const firstWord = (words: readonly string[]): string | undefined => words.find((word) => !plainFlags.has(word))

const isPrintFlag = (word: string): boolean => /^(?:-p|-cp|-pc|--print)$/.test(word)

export const speaksStreamJson = (words: readonly string[]): boolean =>
  flagValue(words, '--input-format') === 'stream-json' && flagValue(words, '--output-format') === 'stream-json'

function flagValue(words: readonly string[], flag: string): string | undefined {
  const inline = words.find((word) => word.startsWith(`${flag}=`))
  if (inline !== undefined) return inline.slice(flag.length + 1)
  const at = words.indexOf(flag)
  return at < 0 ? undefined : words[at + 1]
}
