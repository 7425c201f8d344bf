/** What every command gets: a terminal, the services when it asks for them, and the clock. */
import { CliError } from '../core/cli-error.ts'
import type { ExitCode } from '../core/exit-code.ts'
import { exitCodes } from '../core/exit-code.ts'
import type { AgentDuty, InsideAgent } from '../core/rights/agent-rights.ts'
import type { Config, SettingsRead } from '../core/settings/config.ts'
import type { DeployService } from '../services/deploy.ts'
import { createAgentGuard } from '../services/guard-agents.ts'
import type { LookServices } from '../services/look.ts'
import type { Services } from '../services/services.ts'
import type { ScreenOptions } from '../terminal/live-screen.ts'
import { line, span } from '../terminal/roles.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { SignalSource } from './watch/live-display.ts'

export interface CommandContext {
  readonly terminal: Terminal
  readonly openServices: () => Promise<Services>
  /** For who only looks at the agents. */
  readonly openLook: () => Promise<LookServices>
  /** The settings as a value: for who goes on without them. */
  readonly readSettings: () => Promise<SettingsRead>
  /** The live screen; resolves with the exit code. */
  readonly openScreen: (options: ScreenOptions) => Promise<number>
  /** Begins agents from where this program was asked. */
  readonly openDeploy: (asked: Pick<Terminal['io'], 'env' | 'platform'>) => Promise<DeployService>
  /** The agent that started this program, if one did. */
  readonly insideAgent: () => Promise<InsideAgent | undefined>
  readonly nowMs: () => number
  readonly signals: SignalSource
  /** Between two draws of `--watch`. */
  readonly watchEveryMs: number
  /** A key that comes so soon after a question was meant for what stood there before. */
  readonly keyRestMs: number
  /** Between the two samples that tell quiet from busy. */
  readonly cpuWindowMs: number
}

/** The settings, or an error that names file, key and what is allowed. */
export async function settings({ readSettings }: Pick<CommandContext, 'readSettings'>): Promise<Config> {
  const config = await readSettings()
  if (!config.ok) throw new CliError(config.error.message)
  return config.value
}

/** For what acts without the services, which guard themselves: refuses an agent that may not. No duty: none may. */
export async function personOnly(context: CommandContext, duty: AgentDuty | undefined): Promise<void> {
  const { insideAgent } = context
  await createAgentGuard(insideAgent, async () => (await settings(context)).rights.agentsMay).check(duty)
}

/** Does something with the services and closes them, whatever happens. */
export async function withServices<T>(
  { openServices }: CommandContext,
  use: (services: Services) => Promise<T>,
): Promise<T> {
  const services = await openServices()
  try {
    return await use(services)
  } finally {
    await services.close()
  }
}

/** Wrong usage: what is wrong and how it is right. */
export function wrongUsage({ terminal }: CommandContext, message: string, right?: string): ExitCode {
  terminal.printError([
    line(span(`${terminal.look().glyphs.failed} `, 'bad'), message),
    ...(right === undefined ? [] : [line('  ', span('Right: ', 'dim'), right)]),
  ])
  return exitCodes.wrongUsage
}
