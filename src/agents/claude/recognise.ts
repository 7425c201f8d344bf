/**
 * Is this process Claude Code, and what for? First the executable's path, then the arguments. Pure.
 * Where it came from: docs/data-sources.md. The live registry may refine the role (../join-role.ts).
 */
import type { AgentRole, OsProcess } from '../../core/process/process.ts'
import type { Platform } from '../agent.ts'
import { roleOfArguments, speaksStreamJson } from './arguments.ts'
import {
  baseName,
  executablePath,
  type Install,
  installOf,
  isFoundByName,
  isScriptRuntime,
  versionInPath,
} from './executable.ts'
import { scriptIndex, scriptInstallOf } from './script.ts'

/**
 * A quick look without the executable's path, for a table of thousands. A link to Claude Code under a name of one's own
 * ("cc") shows only in its path or in the registry; a scanner that has neither can't see it.
 */
export function mayBe({ name, exePath, argv }: OsProcess): boolean {
  if (hintsAtClaude(name) || /^\d+\.\d+\.\d+/.test(name)) return true
  if (exePath !== undefined && (hintsAtClaude(exePath) || /[/\\]ccd-cli[/\\]/i.test(exePath))) return true
  if (argv === undefined || argv.length === 0) return isRuntimeName(name)
  const [program = '', script = ''] = argv
  if (hintsAtClaude(program) || (hintsAtClaude(script) && scriptInstallOf(script) !== undefined)) return true
  // roleOf goes by the path, whatever the process calls itself.
  const path = executablePath({ exePath, argv })
  const isRuntime = isRuntimeName(name) || (path !== undefined && isScriptRuntime(path))
  return isRuntime && argv.some(hintsAtClaude)
}

const hintsAtClaude = (text: string): boolean => /claude|ccd-cli/i.test(text)
/** Since Node 22 the main thread may name itself. */
const isRuntimeName = (name: string): boolean => isScriptRuntime(name) || name === 'MainThread'

export function roleOf(process: OsProcess, platform: Platform): AgentRole | undefined {
  const run = claudeRun(process, platform)
  if (run === undefined) return undefined
  const role = roleOfArguments(run.argv)
  const belongsToAnEditor = run.install === 'vscode' || run.install === 'desktop'
  if (belongsToAnEditor && (role === 'interactive' || role === 'headless' || role === 'sdk')) return 'ide'
  const isProgrammed = run.install === 'sdk' || run.hidesArguments === true
  return role === 'interactive' && isProgrammed && process.tty === undefined ? 'sdk' : role
}

export function versionOf(process: OsProcess): string | undefined {
  const path = executablePath(process)
  return path === undefined ? undefined : versionInPath(path)
}

interface ClaudeRun {
  readonly install?: Install
  /** argv[0] stands for Claude Code itself, a runtime and its options are taken away. */
  readonly argv: readonly string[]
  /** Whoever talks to a person has a terminal: without one, hidden arguments were a program's. */
  readonly hidesArguments?: boolean
}

function claudeRun(process: OsProcess, platform: Platform): ClaudeRun | undefined {
  const argv = process.argv ?? []
  const path = executablePath(process)
  if (path === undefined) return namelessRun(process, platform)
  const install = installOf(path, platform)
  if (install !== undefined) return { install, argv }
  if (isFoundByName(path, argv[0], platform)) return { install: 'elsewhere', argv }
  return isScriptRuntime(path) ? scriptRun(process) : bundledRun(path, argv)
}

/** Up to 2.1.112 the program was a script, which hides its arguments: the whole argv is "claude", under a node executable. */
function scriptRun({ name, argv = [] }: OsProcess): ClaudeRun | undefined {
  if (name === 'claude' && (argv.length === 0 || argv[0] === 'claude')) {
    return { install: 'npm-script', argv, hidesArguments: argv.length > 0 }
  }
  const at = scriptIndex(argv)
  return at === undefined ? undefined : runOfScript(argv, at)
}

/** Inside another program: its own copy of the executable, or the script under a runtime of its own. Nobody else talks so. */
function bundledRun(path: string, argv: readonly string[]): ClaudeRun | undefined {
  if (!speaksStreamJson(argv)) return undefined
  return /^claude(?:\.exe)?$/i.test(baseName(path)) ? { install: 'elsewhere', argv } : runOfScript(argv, 1)
}

function runOfScript(argv: readonly string[], at: number): ClaudeRun | undefined {
  const install = scriptInstallOf(argv[at] ?? '')
  return install && { install, argv: ['claude', ...argv.slice(at + 1)] }
}

/**
 * Another user's process, a defunct one, or macOS, where only a title may be known: then the exact name has to do. Not on
 * Windows, where the Claude Desktop app has the same name.
 */
function namelessRun({ name, argv = [] }: OsProcess, platform: Platform): ClaudeRun | undefined {
  if (platform === 'win32' || (name !== 'claude' && name !== 'claude.exe')) return undefined
  const program = argv[0]?.split(' ')[0]
  return program === undefined || baseName(program) === 'claude' || baseName(program) === 'claude.exe'
    ? { argv: argv.length === 0 ? ['claude'] : argv }
    : undefined
}
