/** What the topics of the command line are made with. The only file that imports commander. */
import { Command, CommanderError, Option } from 'commander'
import type { AppParts } from '../app-parts.ts'
import type { CommandOutline } from '../completion.ts'
import type { CommandContext } from '../context.ts'

export { Command, CommanderError }

export interface Given {
  readonly program: Command
  /** Makes of what a command does what commander runs: its exit code is the program's. */
  readonly does: <Args extends readonly unknown[]>(
    action: (...args: Args) => Promise<number>,
  ) => (...args: Args) => Promise<void>
  readonly context: CommandContext
  readonly loadApp: () => Promise<AppParts>
}

/** Puts its commands into the program. */
export type Topic = (given: Given) => void

/** Given again, or once with several lines. */
export const severalTimes = (flags: string, description: string) =>
  new Option(flags, description).argParser((text: string, before: readonly string[] = []): readonly string[] => [
    ...before,
    text,
  ])

/** Given again, or several with commas. */
export const ofAgents = () =>
  severalTimes('--agent <kind>', 'only this kind of agent, by its mark or id; several with commas')

export const outlineOf = (program: Command): readonly CommandOutline[] =>
  program.commands
    .filter((one) => !one.name().startsWith('__'))
    .map((one) => ({
      name: one.name(),
      description: one.description(),
      options: one.options.flatMap(({ long }) => long ?? []),
      takesAgents: one.registeredArguments.some((argument) => argument.name() === 'agent'),
    }))
