/** The command line, topic by topic as `tce help` lists it. Each command's code is loaded when it is asked for. */
import { exitCodes } from '../core/exit-code.ts'
import { printableLines } from '../core/words/text.ts'
import { productVersion } from '../storage/version.ts'
import { agents } from './command-line/agents.ts'
import { alerts } from './command-line/alerts.ts'
import { events } from './command-line/events.ts'
import { hooks } from './command-line/hooks.ts'
import { machine } from './command-line/machine.ts'
import { open } from './command-line/open.ts'
import { prompts } from './command-line/prompts.ts'
import { server } from './command-line/server.ts'
import { sessions } from './command-line/sessions.ts'
import { setup } from './command-line/setup.ts'
import { tasks } from './command-line/tasks.ts'
import { team } from './command-line/team.ts'
import { Command, CommanderError, type Given, type Topic } from './command-line/topic.ts'
import { usage } from './command-line/usage.ts'
import { waiting } from './command-line/waiting.ts'
import type { CommandContext } from './context.ts'

const topics: readonly Topic[] = [
  ...[agents, sessions, usage, events, alerts, waiting, hooks, prompts],
  ...[team, setup, open, tasks, server, machine],
]

/** Parses the command line, runs its command and returns the exit code; wrong usage has been said by then. */
export async function runParsed(
  argv: readonly string[],
  context: CommandContext,
  loadApp: Given['loadApp'],
): Promise<number> {
  const run: Run = { exitCode: exitCodes.done }
  try {
    await buildProgram(context, loadApp, run).parseAsync([...argv], { from: 'user' })
    return run.exitCode
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause
    return cause.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage
  }
}

interface Run {
  exitCode: number
}

function buildProgram(context: CommandContext, loadApp: Given['loadApp'], run: Run): Command {
  const program = new Command('tce')
    .description('Sees the coding agents on this machine, says how they are and what they cost, and ends them safely.')
    .version(productVersion(), '-V, --version', 'print the version')
    .option('--no-color', 'no colours (so do NO_COLOR, TERM=dumb and a pipe)')
    .helpOption('-h, --help', 'how it is used')
    .helpCommand('help [command]', 'how a command is used')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(outputOf(context))
    .showHelpAfterError('(tce --help says more)')
    .exitOverride()
  const does: Given['does'] =
    (action) =>
    async (...args) => {
      run.exitCode = await action(...args)
    }
  for (const topic of topics) topic({ program, does, context, loadApp })
  for (const one of program.commands) one.option('--no-color', 'no colours').exitOverride()
  return withDefault(program)
}

function outputOf({ terminal }: CommandContext) {
  const { io } = terminal
  const { glyphs, columns } = terminal.look()
  const helpWidth = () => Math.min(100, columns)
  return {
    writeOut: (text: string) => terminal.printText(printableLines(text)),
    // It repeats what was typed.
    writeErr: (text: string) => void io.stderr.write(printableLines(text)),
    outputError: (text: string, write: (text: string) => void) =>
      write(text.replace(/^error: (.)/, (_, first: string) => `${glyphs.failed} ${first.toUpperCase()}`)),
    getOutHelpWidth: helpWidth,
    getErrHelpWidth: helpWidth,
  }
}

/** `tce` and `tce --watch` mean `tce status`. */
function withDefault(program: Command): Command {
  const parse = program.parseAsync.bind(program)
  program.parseAsync = (argv = [], options) => parse(isCommandLine(argv) ? argv : ['status', ...argv], options)
  return program
}

/** Begins with a command, or asks about the program itself. */
const isCommandLine = (argv: readonly string[]): boolean => {
  const first = argv.find((word) => word !== '--no-color')
  return first !== undefined && (!first.startsWith('-') || /^(-h|--help|-V|--version)$/.test(first))
}
