/** One command line: parsed, run, and every expected failure said in words. */

import { CliError } from '../core/cli-error.ts'
import { type LookServices, lookOf } from '../services/look.ts'
import type { CliIo } from '../terminal/io.ts'
import { line, span } from '../terminal/roles.ts'
import { createTerminal } from '../terminal/terminal.ts'
import type { AppParts } from './app-parts.ts'
import type { CommandContext } from './context.ts'
import { plainStatusOptions, plainUsageOptions } from './plain-options.ts'

/** What reaches outside; tests bring their own. */
export interface CliParts {
  /** `say` is told what the user should know besides the answer. */
  readonly openServices: (say: (message: string) => void) => ReturnType<CommandContext['openServices']>
  /** For who only looks at the agents: may load less. @default `openServices` */
  readonly openLook?: ((say: (message: string) => void) => Promise<LookServices>) | undefined
  readonly readSettings: CommandContext['readSettings']
  readonly openScreen: CommandContext['openScreen']
  readonly openDeploy: CommandContext['openDeploy']
  readonly insideAgent: CommandContext['insideAgent']
  readonly loadApp: () => Promise<AppParts>
  readonly nowMs: () => number
  readonly signals: CommandContext['signals']
  readonly watchEveryMs: number
  readonly keyRestMs: number
  readonly cpuWindowMs: number
}

/** Runs one command line (without node and script) and returns its exit code. Nothing is thrown but bugs. */
export async function main(argv: readonly string[], io: CliIo, parts: CliParts): Promise<number> {
  const terminal = createTerminal(io, { isPlain: argv.includes('--no-color') })
  const say = (message: string) => terminal.printError([line(span('! ', 'warn'), message)])
  const openServices = () => parts.openServices(say)
  const openLook = async () => parts.openLook?.(say) ?? lookOf(await openServices())
  const context: CommandContext = { ...parts, terminal, openServices, openLook }
  try {
    return await runCommandLine(argv, context, parts.loadApp)
  } catch (cause) {
    if (!(cause instanceof CliError)) throw cause
    terminal.printError([
      line(span(`${terminal.look().glyphs.failed} `, 'bad'), cause.message),
      ...(cause.next === undefined ? [] : [line('  ', span('Next: ', 'dim'), cause.next)]),
    ])
    return cause.exitCode
  }
}

async function runCommandLine(
  argv: readonly string[],
  context: CommandContext,
  loadApp: CliParts['loadApp'],
): Promise<number> {
  const status = plainStatusOptions(argv)
  if (status !== undefined) return (await import('./commands/status.ts')).statusCommand(status, context)
  const usage = plainUsageOptions(argv)
  if (usage !== undefined) return (await import('./commands/usage.ts')).usageCommand(usage, context)
  return (await import('./command-line.ts')).runParsed(argv, context, loadApp)
}
