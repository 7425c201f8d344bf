/** The table of commands. Each one's code is loaded when it is asked for. The only file that imports commander. */
import type { Command as CommanderCommand } from 'commander'
import { Command, CommanderError } from 'commander'
import { productVersion } from '../version.ts'
import type { AppParts } from './app-parts.ts'
import { CliError } from './cli-error.ts'
import type { CommandOutline } from './completion.ts'
import type { CommandContext } from './context.ts'
import type { CliIo } from './io.ts'
import { exitCodes } from './io.ts'
import { line, span } from './roles.ts'
import { createTerminal } from './terminal.ts'

/** What reaches outside; tests bring their own. */
export interface CliParts {
  readonly openMonitor: CommandContext['openMonitor']
  readonly loadApp: () => Promise<AppParts>
  readonly nowMs: () => number
  readonly signals: CommandContext['signals']
  readonly watchEveryMs: number
  readonly cpuWindowMs: number
}

export const realParts: CliParts = {
  openMonitor: async () => (await import('./open-monitor.ts')).openMonitor(),
  loadApp: async () => (await import('./open-monitor.ts')).loadApp(),
  nowMs: Date.now,
  signals: process,
  watchEveryMs: 1_500,
  cpuWindowMs: 1_200,
}

/** Runs one command line (without node and script) and returns its exit code. Nothing is thrown but bugs. */
export async function main(argv: readonly string[], io: CliIo, parts: CliParts = realParts): Promise<number> {
  const run: Run = { exitCode: exitCodes.done }
  const terminal = createTerminal(io, { isPlain: argv.includes('--no-color') })
  const context: CommandContext = { ...parts, terminal }
  const program = buildProgram(context, parts, run)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return run.exitCode
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage
    if (!(cause instanceof CliError)) throw cause
    terminal.printError([
      line(span(`${terminal.look().glyphs.failed} `, 'bad'), cause.message),
      ...(cause.next === undefined ? [] : [line('  ', span('Next: ', 'dim'), cause.next)]),
    ])
    return cause.exitCode
  }
}

interface Run {
  exitCode: number
}

function buildProgram(context: CommandContext, { loadApp }: CliParts, run: Run): CommanderCommand {
  const { io } = context.terminal
  const mark = context.terminal.look().glyphs.failed
  const program = new Command('tce')
    .description('Sees every Claude Code on this machine, says how it is and what it costs, and ends it safely.')
    .version(productVersion(), '-V, --version', 'print the version')
    .option('--no-color', 'no colours (so do NO_COLOR, TERM=dumb and a pipe)')
    .helpOption('-h, --help', 'how it is used')
    .helpCommand('help [command]', 'how a command is used')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) =>
        write(text.replace(/^error: (.)/, (_, first: string) => `${mark} ${first.toUpperCase()}`)),
      getOutHelpWidth: () => Math.min(100, context.terminal.look().columns),
      getErrHelpWidth: () => Math.min(100, context.terminal.look().columns),
    })
    .showHelpAfterError('(tce --help says more)')
    .exitOverride()

  const does =
    <Args extends readonly unknown[]>(action: (...args: Args) => Promise<number>) =>
    async (...args: Args) => {
      run.exitCode = await action(...args)
    }
  const command = (usage: string, description: string) => program.command(usage).description(description)

  command('status', 'how every agent is (this is what "tce" alone does)')
    .option('--json', 'as GET /api/processes answers')
    .option('-w, --watch', 'go on, every 1.5 s; q quits')
    .action(does(async (options) => (await import('./commands/status.ts')).statusCommand(options, context)))
  command('kill <agent...>', 'end agents: pid, name, project, session or pid:start')
    .option('-f, --force', 'SIGKILL what does not end within 5 s')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'the reports as JSON; does not ask')
    .action(does(async (agents, options) => (await import('./commands/kill.ts')).killCommand(agents, options, context)))
  command('kill-stale', 'end every stale agent, after showing which')
    .option('-n, --dry-run', 'show the list only')
    .option('-f, --force', 'SIGKILL what does not end within 5 s')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'the list or the reports as JSON; does not ask')
    .action(does(async (options) => (await import('./commands/kill-stale.ts')).killStaleCommand(options, context)))
  command('pin <agent...>', 'never call these agents stale')
    .option('--json', 'the reports as JSON')
    .action(
      does(async (agents, options) => (await import('./commands/pin.ts')).pinCommand('pin', agents, options, context)),
    )
  command('unpin <agent...>', 'take the pin back')
    .option('--json', 'the reports as JSON')
    .action(
      does(async (agents, options) =>
        (await import('./commands/pin.ts')).pinCommand('unpin', agents, options, context),
      ),
    )
  command('usage', 'what it cost, by model, day, project and more')
    .option('--by <what>', 'hour, day, week, month, model, project, session, branch, agent, block or hour-of-week')
    .option('--split-by <what>', 'model: the same figures per model in every row (JSON)')
    .option('--since <day>', 'today, yesterday, 7d, 4w, 2026-11-01 or all')
    .option('--until <day>', 'the last day, with the same words')
    .option('--model <model>', 'one model, by id or name')
    .option('--project <project>', 'one project, by folder or name')
    .option('--session <id>', 'one session')
    .option('--timezone <zone>', 'days and hours of this zone, such as Europe/Berlin')
    .option('--week-start <day>', 'monday or sunday; as your locale has it')
    .option('--explain [what]', 'the arithmetic behind a day, a model or a session; today when none is named')
    .option('--json', 'as GET /api/usage answers')
    .option('--csv', 'the rows, with full numbers')
    .action(does(async (options) => (await import('./commands/usage.ts')).usageCommand(options, context)))
  command('sessions', 'your conversations, newest first')
    .option('--limit <n>', 'how many, 1 to 1000', '20')
    .option('--cursor <cursor>', 'the nextCursor of the page before (JSON)')
    .option('--project <project>', 'of one project')
    .option('--model <model>', 'with one model')
    .option('--search <words>', 'in title, first prompt, project, branch and id')
    .option('--sort <by>', 'start, active, cost, tokens or duration')
    .option('--since <day>', 'today, yesterday, 7d, 4w or 2026-11-01')
    .option('--until <day>', 'the last day, with the same words')
    .option('--timezone <zone>', 'days and times of this zone')
    .option('--json', 'as GET /api/sessions answers')
    .action(does(async (options) => (await import('./commands/sessions.ts')).sessionsCommand(options, context)))
  command('session <session>', 'one conversation: an id or its beginning, a name, a project, words of its title')
    .option('--timezone <zone>', 'times of this zone')
    .option('--json', 'as GET /api/sessions/{id} answers')
    .action(
      does(async (what, options) => (await import('./commands/session.ts')).sessionCommand(what, options, context)),
    )
  command('prices', 'the prices in force, and how old they are')
    .option('--check <file>', "compare with LiteLLM's or models.dev's JSON, downloaded by you")
    .option('--json', 'as JSON')
    .action(does(async (options) => (await import('./commands/prices.ts')).pricesCommand(options, context)))
  command('ledger <action>', 'status: what was counted; rebuild: count everything on the disk again')
    .option('--json', 'as JSON')
    .action(
      does(async (action, options) => (await import('./commands/ledger.ts')).ledgerCommand(action, options, context)),
    )
  command('dashboard', 'serve the dashboard on http://localhost:5111')
    .option('--port <n>', 'another port')
    .option('--host <address>', 'another loopback address')
    .option('--open', 'open it in the browser, signed in')
    .option('--allow-remote', 'let other machines in; only together with --require-token')
    .option('--require-token', 'reading needs the token too')
    .action(
      does(async (options) => (await import('./commands/dashboard.ts')).dashboardCommand(options, context, loadApp)),
    )
  command('dashboard-stop', 'end the dashboard').action(
    does(async () => (await import('./commands/dashboard.ts')).dashboardStopCommand(context)),
  )
  command('run', 'dashboard and tray')
    .option('--no-tray', 'the dashboard alone')
    .option('--port <n>', 'another port')
    .option('--host <address>', 'another loopback address')
    .option('--allow-remote', 'let other machines in; only together with --require-token')
    .option('--require-token', 'reading needs the token too')
    .action(does(async (options) => (await import('./commands/run.ts')).runCommand(options, context, loadApp)))
  command('log', 'what was ended and pinned, by whom')
    .option('--limit <n>', 'how many entries', '20')
    .option('--json', 'as JSON')
    .action(does(async (options) => (await import('./commands/log.ts')).logCommand(options, context)))
  command('doctor', 'what was found, what is missing, what to do')
    .option('--json', 'the findings as JSON')
    .action(does(async (options) => (await import('./commands/doctor.ts')).doctorCommand(options, context)))
  command('token', 'where the token for the HTTP API lies')
    .option('--show', 'print the token itself, also into a pipe')
    .option('--json', 'as JSON')
    .action(does(async (options) => (await import('./commands/token.ts')).tokenCommand(options, context)))
  command('completion <shell>', 'a completion script for bash, zsh or fish').action(
    does(async (shell) =>
      (await import('./commands/completion.ts')).completionCommand(shell, outlineOf(program), context),
    ),
  )
  program
    .command('__complete', { hidden: true })
    .action(does(async () => (await import('./commands/completion.ts')).completeCommand(context)))

  for (const one of program.commands) one.option('--no-color', 'no colours').exitOverride()
  return withDefault(program)
}

/** `tce` and `tce --watch` mean `tce status`. */
function withDefault(program: CommanderCommand): CommanderCommand {
  const parse = program.parseAsync.bind(program)
  program.parseAsync = (argv = [], options) => parse(isCommandLine(argv) ? argv : ['status', ...argv], options)
  return program
}

/** Begins with a command, or asks about the program itself. */
const isCommandLine = (argv: readonly string[]): boolean => {
  const first = argv.find((word) => word !== '--no-color')
  return first !== undefined && (!first.startsWith('-') || /^(-h|--help|-V|--version)$/.test(first))
}

const outlineOf = (program: CommanderCommand): readonly CommandOutline[] =>
  program.commands
    .filter((one) => !one.name().startsWith('__'))
    .map((one) => ({
      name: one.name(),
      description: one.description(),
      options: one.options.flatMap(({ long }) => long ?? []),
      takesAgents: one.registeredArguments.some((argument) => argument.name() === 'agent'),
    }))
