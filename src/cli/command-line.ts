/** The table of commands. Each one's code is loaded when it is asked for. The only file that imports commander. */

import type { Command as CommanderCommand } from 'commander'
import { Command, CommanderError, Option } from 'commander'
import { setupFile, setupWord } from '../agents/setup-words.ts'
import { exitCodes } from '../core/exit-code.ts'
import { printableLines } from '../core/words/text.ts'
import { productVersion } from '../storage/version.ts'
import type { AppParts } from './app-parts.ts'
import type { CommandOutline } from './completion.ts'
import type { CommandContext } from './context.ts'

type LoadApp = () => Promise<AppParts>

/** Parses the command line, runs its command and returns the exit code; wrong usage has been said by then. */
export async function runParsed(argv: readonly string[], context: CommandContext, loadApp: LoadApp): Promise<number> {
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

function buildProgram(context: CommandContext, loadApp: LoadApp, run: Run): CommanderCommand {
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
  /** The action's exit code is the program's. */
  const does: Does =
    (action) =>
    async (...args) => {
      run.exitCode = await action(...args)
    }
  addAgentCommands(program, does, context)
  addSessionCommands(program, does, context, loadApp)
  addUsageCommands(program, does, context)
  addEventCommands(program, does, context)
  addAlertCommand(program, does, context)
  addWaitingCommands(program, does, context)
  addHookCommand(program, does, context)
  addPromptCommands(program, does, context)
  addTeamCommands(program, does, context)
  addSetupCommand(program, does, context)
  addOpenCommand(program, does, context)
  addTaskCommands(program, does, context, loadApp)
  addServerCommands(program, does, context, loadApp)
  addOtherCommands(program, does, context, loadApp)
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

type Does = <Args extends readonly unknown[]>(
  action: (...args: Args) => Promise<number>,
) => (...args: Args) => Promise<void>

/** Given again, or several with commas. */
const ofAgents = () =>
  new Option('--agent <kind>', 'only this kind of agent, by its mark or id; several with commas').argParser(
    (kind: string, before: readonly string[] = []): readonly string[] => [...before, kind],
  )

function addAgentCommands(program: CommanderCommand, does: Does, context: CommandContext): void {
  program
    .command('status')
    .description('how every agent is (this is what "tce" alone does)')
    .option('--json', 'as GET /api/processes answers')
    .option('-w, --watch', 'go on, every 1.5 s; q quits')
    .addOption(ofAgents())
    .action(does(async (options) => (await import('./commands/status.ts')).statusCommand(options, context)))
  program
    .command('kill <agent...>')
    .description('end agents: pid, name, project, session or pid:start')
    .option('-f, --force', 'SIGKILL what does not end in time')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'the reports as JSON; does not ask')
    .action(does(async (agents, options) => (await import('./commands/kill.ts')).killCommand(agents, options, context)))
  program
    .command('kill-stale')
    .description('end every stale agent, after showing which')
    .option('-n, --dry-run', 'show the list only')
    .addOption(ofAgents())
    .option('-f, --force', 'SIGKILL what does not end in time')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'the list or the reports as JSON; does not ask')
    .action(does(async (options) => (await import('./commands/kill-stale.ts')).killStaleCommand(options, context)))
  for (const action of ['pin', 'unpin'] as const) {
    program
      .command(`${action} <agent...>`)
      .description(action === 'pin' ? 'never call these agents stale' : 'take the pin back')
      .option('--json', 'the reports as JSON')
      .action(
        does(async (agents, options) =>
          (await import('./commands/pin.ts')).pinCommand(action, agents, options, context),
        ),
      )
  }
  program
    .command('jump <agent>')
    .description("bring an agent's terminal to the front, or say what leads there")
    .option('--json', 'as POST /api/jump/{pid} answers')
    .action(does(async (agent, options) => (await import('./commands/jump.ts')).jumpCommand(agent, options, context)))
  program
    .command('log')
    .description('what was ended and pinned, by whom')
    .option('--limit <n>', 'how many entries, to 1000', '20')
    .addOption(ofAgents())
    .option('--json', 'as GET /api/log answers')
    .action(does(async (options) => (await import('./commands/log.ts')).logCommand(options, context)))
}

function addSessionCommands(program: CommanderCommand, does: Does, context: CommandContext, loadApp: LoadApp): void {
  program
    .command('watch')
    .argument(
      '[session]',
      'name, project or pid; or its id: then it is followed until q or Ctrl-C, also past its end and from before its first record. Without one: all that go on, whether or not a process of theirs is seen',
    )
    .description('see what an agent does as it does it; without a session all of them')
    .option('--json', 'events as NDJSON, one a line')
    .option('--plain', 'events as lines of text, for logs and screen readers')
    .addOption(ofAgents())
    .option('--kinds <list>', 'with --json or --plain: only these kinds, as prompt,text,tool-call')
    .option('--tail <n>', 'with --json or --plain: how many of before, to 1000', '20')
    .option('--detached', 'in a new terminal window')
    .option('--no-redact', 'show keys and tokens too, which are hidden else')
    .action(
      does(async (session, options) =>
        (await import('./commands/watch.ts')).watchCommand(session, options, context, loadApp),
      ),
    )
  program
    .command('replay <session>')
    .description('play a finished session as if it happened now')
    .option('--speed <n>', 'times as fast, 0.1x to 1000x', '10x')
    .option('--json', 'events as NDJSON, in their own time')
    .option('--plain', 'events as lines of text')
    .option('--no-redact', 'show keys and tokens too, which are hidden else')
    .action(
      does(async (session, options) =>
        (await import('./commands/replay.ts')).replayCommand(session, options, context, loadApp),
      ),
    )
}

function addUsageCommands(program: CommanderCommand, does: Does, context: CommandContext): void {
  program
    .command('limits')
    .description('how far plans and limits are used, when they reset, and when they run out at this pace')
    .option('-w, --watch', 'go on, every 5 s; q quits')
    .option('--check <percent>', 'print nothing; exit 1 when a limit is over this')
    .option('--ask', 'starts the agents’ own programs and asks them now; nothing else does')
    .option('--json', 'as GET /api/limits answers')
    .action(does(async (options) => (await import('./commands/limits.ts')).limitsCommand(options, context)))
  program
    .command('usage')
    .description('tokens and what they cost')
    .option('--by <what>', 'hour, day, week, month, model, project, session, branch, agent, subagent, block')
    .option('--split-by <what>', 'model: every row by model too (with --json)')
    .option('--since <day>', 'from this day on: 2026-11-01, today, 7d')
    .option('--until <day>', 'to this day, included')
    .addOption(ofAgents())
    .option('--model <id>', 'of this model only')
    .option('--project <name>', 'of this project only')
    .option('--session <id>', 'of this session only')
    .option('--timezone <name>', 'days as in Europe/Berlin; else as on this machine')
    .option('--week-start <day>', 'monday or sunday')
    .option('--explain [what]', 'the arithmetic of a session, a day or a model')
    .option('--json', 'as GET /api/usage answers')
    .option('--csv', 'full numbers for a spreadsheet')
    .action(does(async (options) => (await import('./commands/usage.ts')).usageCommand(options, context)))
  program
    .command('sessions')
    .description('sessions, newest first')
    .option('--limit <n>', 'how many', '20')
    .option('--cursor <text>', 'the next page: nextCursor of the one before')
    .addOption(ofAgents())
    .option('--project <name>', 'of this project only')
    .option('--model <id>', 'with this model only')
    .option('--search <text>', 'in title, project, branch and summary; in name, tags and note')
    .option('--starred', 'with a star only')
    .option('--archived', 'put away only')
    .option('--current', 'not put away only')
    .option('--tag <tag>', 'with this tag only')
    .option('--sort <by>', 'start, active, cost, tokens, duration, agent')
    .option('--since <day>', 'from this day on: 2026-11-01, today, 7d')
    .option('--until <day>', 'to this day, included')
    .option('--timezone <name>', 'days as in Europe/Berlin; else as on this machine')
    .option('--json', 'as GET /api/sessions answers')
    .action(does(async (options) => (await import('./commands/sessions.ts')).sessionsCommand(options, context)))
  program
    .command('analytics [action] [words...]')
    .description(
      'messages over time: what they took and what changed; mark <name>, unmark <name>, markers, tags [folder]',
    )
    .option('--days <n>', '1, 7, 14, 30 or 90', '30')
    .option('--today', 'by hour')
    .option('--trend <n>', '10, 25, 50 or 100 messages at a time', '25')
    .addOption(ofAgents())
    .option('--project <name>', 'of this project only')
    .option('--model <id>', 'of this model only')
    .option('--marker <name>', 'what changed with this marker; else with the newest')
    .option('--compare <two...>', '2026-11-01..2026-11-16 2026-11-17.., or two of --by')
    .option('--by <what>', 'with --compare: period, model, project, agent', 'period')
    .option('--at <time>', 'with mark: when it was; else now')
    .option('--timezone <name>', 'days as in Europe/Berlin; else as on this machine')
    .option('--csv', 'full numbers for a spreadsheet')
    .option('--json', 'as GET /api/analytics, /api/analytics/compare and /api/markers answer')
    .action(
      does(async (action, words, options) =>
        (await import('./commands/analytics.ts')).analyticsCommand(action ?? 'show', words, options, context),
      ),
    )
  program
    .command('search <words...>')
    .description('every word of every session')
    .option('--newest', 'the newest first, not the best')
    .option('--limit <n>', 'sessions', '20')
    .option('--hits <n>', 'passages of each', '4')
    .option('--open', 'the first hit on the page, in a browser')
    .option('--json', 'as GET /api/search answers')
    .action(
      does(async (words, options) => (await import('./commands/search.ts')).searchCommand(words, options, context)),
    )
  program
    .command('prompts [words...]')
    .description('every prompt that was ever sent to any agent')
    .addOption(ofAgents())
    .option('--project <name>', 'of this project only')
    .option('--session <id>', 'of this session only: its id, the beginning of it, or its name')
    .option('--since <day>', 'from this day on: 2026-11-01, today, 7d, all', '30d')
    .option('--until <day>', 'to this day, included')
    .option('--starred', 'with a star only')
    .option('--limit <n>', 'how many', '20')
    .option('--cursor <text>', 'the next page: nextCursor of the one before')
    .option('--show <time|id>', 'the whole text of one, alone')
    .option('--star <time|id>', 'star one')
    .option('--unstar <time|id>', 'take its star away')
    .option('--json', 'as GET /api/prompts/history answers')
    .action(
      does(async (words, options) => (await import('./commands/prompts.ts')).promptsCommand(words, options, context)),
    )
  program
    .command('session [session] [words...]')
    .description(
      'one session: what it did and what it cost; without one all that run now; or name, star, unstar, tag, untag, note, archive, unarchive <session>',
    )
    .option('--as <format>', 'all of it, to stdout: markdown, html, json, or prompt for another agent')
    .option('--delete-for-good', 'what TCE keeps of it, after a yes; never its agent’s own file')
    .option('-y, --yes', 'with --delete-for-good: asks nothing')
    .option('--timezone <name>', 'times as in Europe/Berlin; else as on this machine')
    .option('--json', 'as GET /api/sessions/{id} answers, with metrics of it; without a session as GET /api/metrics')
    .action(
      does(async (session, words, options) =>
        (await import('./commands/session.ts')).sessionCommand(
          session === undefined ? [] : [session, ...words],
          options,
          context,
        ),
      ),
    )
  program
    .command('advice [words...]')
    .description('where money may be saved; a rule: all its cases; hide or show a rule')
    .option('--days <n>', 'back from now', '30')
    .option('--project <name>', 'of this project only; with hide and show: in it alone')
    .option('--git', 'ask git what became of the work')
    .option('--hidden', 'what is hidden, too')
    .option('--json', 'as GET /api/advice answers')
    .action(
      does(async (words, options) => (await import('./commands/advice.ts')).adviceCommand(words, options, context)),
    )
  program
    .command('prices')
    .description('the prices in force and how old they are')
    .option('--check <file>', 'compare with a list of LiteLLM or models.dev you downloaded')
    .option('--json', 'as JSON')
    .action(does(async (options) => (await import('./commands/prices.ts')).pricesCommand(options, context)))
  program
    .command('ledger <action>')
    .description('status: what has been counted; rebuild: count anew')
    .option('--json', 'as JSON')
    .action(
      does(async (action, options) => (await import('./commands/ledger.ts')).ledgerCommand(action, options, context)),
    )
}

function addEventCommands(program: CommanderCommand, does: Does, context: CommandContext): void {
  program
    .command('events [query...]')
    .description(
      "what programs said: a query ('level:warn,error source:ci'), the id of one, stats, prune --older 14d, or vacuum",
    )
    .option('--source <names>', 'of these sources, with commas between')
    .option('--type <names>', 'of these types')
    .option('--level <levels>', 'debug, info, warn, error')
    .option('--session <ids>', 'of these sessions')
    .option('--project <names>', 'of these projects, where events tell theirs')
    .option('--since <when>', '24h, a day, or a time with its zone')
    .option('--until <when>', 'the same')
    .option('--limit <n>', 'how many, 1 to 1000', '20')
    .option('--follow', 'goes on with what comes, until Ctrl-C')
    .option('--full', 'with an id: all of its data, nothing shortened, and all of its trace')
    .option('--older <when>', 'prune: 14d, a day, or a time with its zone')
    .option('--yes', 'prune: without asking')
    .option('--json', 'NDJSON, one event a line')
    .action(
      does(async (query, options) => (await import('./commands/events.ts')).eventsCommand(query, options, context)),
    )
  program
    .command('emit <source> <type>')
    .description('keep an event; prints its id when it is on disk')
    .option('--message <text>', 'in words')
    .option('--level <level>', 'debug, info, warn, error')
    .option('--data <json>', 'a JSON object, or - to read it from the standard input')
    .option('--session <id>', 'the session it belongs to')
    .option('--trace <id>', 'the trace it belongs to')
    .option('--id <id>', 'a name of yours: sent twice it is kept once')
    .option('--json', 'as JSON')
    .action(
      does(async (source, type, options) =>
        (await import('./commands/emit.ts')).emitCommand(source, type, options, context),
      ),
    )
  program
    .command('integrations [what] [agent]')
    .description('what sends events here; otel [agent]: a key, and the variables that make it send')
    .option('--label <name>', 'with otel: what the key is called')
    .option('--json', 'as JSON')
    .action(
      does(async (what, agent, options) =>
        (await import('./commands/integrations.ts')).integrationsCommand(what, agent, options, context),
      ),
    )
  program
    .command('keys <action> [label]')
    .description('add, list, revoke: keys with which programs send events')
    .option('--source <name>', 'with add: for events of this source alone')
    .option('--read', 'with add: reads events too')
    .option('--json', 'as JSON')
    .action(
      does(async (action, label, options) =>
        (await import('./commands/keys.ts')).keysCommand(action, label, options, context),
      ),
    )
}

function addAlertCommand(program: CommanderCommand, does: Does, context: CommandContext): void {
  program
    .command('alerts [action] [words...]')
    .description(
      'what is worth telling, and where: log, on, off, add, try, remove, channel, test, quiet, snooze, dead, retry',
    )
    .option('--url <address>', 'with channel: its address; - as all secrets: typed unseen, or piped in')
    .option('--secret <text>', 'with channel webhook: signs what is posted; -')
    .option('--token <text>', 'with channel: its token; -')
    .option('--chat <id>', 'with channel telegram: the chat')
    .option('--user <name>', 'with channel pushover or email')
    .option('--key <text>', 'with channel pagerduty: the integration key; -')
    .option('--host <name>', 'with channel email: the SMTP server')
    .option('--port <number>', 'with channel email: its port (587)')
    .option('--password <text>', 'with channel email; -')
    .option('--from <address>', 'with channel email')
    .option('--to <address>', 'with channel email')
    .option('--details', 'with channel: also what an agent asks, and what events say')
    .option('--no-details', 'with channel: who, what kind and how long, nothing else')
    .option('--remove', 'with channel: forget it and its secrets')
    .option('--limit <n>', 'with log: how many (40)')
    .option('--json', 'as GET /api/alerts answers')
    .action(
      does(async (action, words, options) =>
        (await import('./commands/alerts.ts')).alertsCommand(action, words, options, context),
      ),
    )
}

function addWaitingCommands(program: CommanderCommand, does: Does, context: CommandContext): void {
  program
    .command('waiting')
    .description('who waits for you, what went wrong, whose turn is over')
    .option('-i, --interactive', 'one by one, with keys')
    .option('--count', 'only how many wait')
    .option('--exit-code', 'ends with 10 when somebody waits')
    .option('--json', 'as GET /api/waiting answers')
    .action(does(async (options) => (await import('./commands/waiting.ts')).waitingCommand(options, context)))
  program
    .command('answer <which> [answer...]')
    .description('answer it, by its number in "tce waiting" or its id: allow, always, deny, keep-planning, or choices')
    .option('--all-like', 'every permission for the same tool: allow or deny')
    .option('-y, --yes', 'with --all-like: do not ask')
    .option('--stop', 'with deny: its turn ends, too, where that can be said')
    .option('--leave-copy-mode', 'of one that is typed: its tmux pane leaves copy mode first')
    .option('--json', 'the request as it is then')
    .action(
      does(async (which, answer, options) =>
        (await import('./commands/answer.ts')).answerCommand(which, answer, options, context),
      ),
    )
}

function addHookCommand(program: CommanderCommand, does: Does, context: CommandContext): void {
  program
    .command('statusline [action]')
    .description(
      'install, status, uninstall: a line in an agent’s own window, below yours; its limits come by it. Alone: the line itself, as an agent runs it',
    )
    .option('-n, --dry-run', 'show what would change, change nothing')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'as GET /api/integrations/statusline answers; does not ask')
    .action(
      does(async (action, options) =>
        (await import('./commands/statusline.ts')).statusLineCommand(action ?? 'status', options, context),
      ),
    )
  program
    .command('hooks <action>')
    .description('install, status, uninstall: hooks, by which an agent tells what it does the moment it does it')
    .option('--project', 'of the project in this folder alone, in a file that is not committed')
    .option('-n, --dry-run', 'with install: show each line that would come in, change nothing')
    .option('-y, --yes', 'with install: do not ask')
    .option('--json', 'as GET /api/integrations/hooks answers; does not ask')
    .action(
      does(async (action, options) => (await import('./commands/hooks.ts')).hooksCommand(action, options, context)),
    )
}

function addPromptCommands(program: CommanderCommand, does: Does, context: CommandContext): void {
  const named = new Option('--file <path>', 'name this file behind the text; again for another one').argParser(
    (path: string, before: readonly string[] = []): readonly string[] => [...before, path],
  )
  program
    .command('send [agent] [text...]')
    .description('send an agent a prompt when it is idle; - reads the text from the standard input')
    .option(
      '--when <when>',
      'idle, now (as a word on the way), turn-end, interrupt (breaks off its turn; asks), 18:00, or "after q38"',
      'idle',
    )
    .option('--to <agents>', 'to several, with commas; asks once')
    .option('-e, --edit', 'write the text in $VISUAL or $EDITOR')
    .option('--command', "what begins with / or ! is a command of the agent's, not words")
    .option('--model <model>', "set by the agent's own command before it: opus, sonnet, …")
    .option('--effort <effort>', 'the same: low, medium, high, …')
    .option('--mode <mode>', 'the same, or by its own key: normal, plan, accept-edits (or edits)')
    .addOption(named)
    .option('-n, --dry-run', 'say by which way it would go and when; send nothing')
    .option('-y, --yes', 'with several, and before an interrupt: do not ask')
    .option('--json', 'as POST /api/prompts answers; does not ask')
    .action(
      does(async (agent, text, options) =>
        (await import('./commands/send.ts')).sendCommand(
          [...(agent === undefined ? [] : [agent]), ...text],
          options,
          context,
        ),
      ),
    )
  program
    .command('queue [action] [prompt] [more...]')
    .description(
      'prompts that wait: list, show, move <id> <place>, edit <id> <text|->, rm, hold, release (an id, or all), retry, enter, clear, seen, again, go-on <agent>',
    )
    .option('-y, --yes', 'with again: do not ask')
    .option('--json', 'as GET /api/queue answers')
    .action(
      does(async (action, prompt, more, options) =>
        (await import('./commands/queue.ts')).queueCommand(action, prompt, more, options, context),
      ),
    )
  program
    .command('ping <what> <prompt>')
    .description('done <id>: for an agent, to say that it is done with a prompt')
    .option('--json', 'the prompt as JSON')
    .action(
      does(async (what, prompt, options) =>
        (await import('./commands/ping.ts')).pingCommand(what, prompt, options, context),
      ),
    )
}

function addTeamCommands(program: CommanderCommand, does: Does, context: CommandContext): void {
  program
    .command('idea [action] [words...]')
    .description('what you want to have built some day: list, add <one line>, rm <id>')
    .option('--note <text>', 'with add: more about it')
    .option('--for <agent>', 'with add: who may build it')
    .option('--json', 'as GET /api/ideas answers')
    .action(
      does(async (action, words, options) =>
        (await import('./commands/idea.ts')).ideaCommand(action ?? 'list', words, options, context),
      ),
    )
  program
    .command('inbox [action] [words...]')
    .description(
      'messages between agents: read [agent], read-all, send <agent> <text|->, send-all <text|->, send-file <agent> <path> [text], clear [agent]',
    )
    .option('--all', 'with read, for an agent: also what it has read')
    .option('--json', 'as GET /api/inbox and POST /api/inbox answer')
    .action(
      does(async (action, words, options) =>
        (await import('./commands/inbox.ts')).inboxCommand(action ?? 'read', words, options, context),
      ),
    )
}

function addOpenCommand(program: CommanderCommand, does: Does, context: CommandContext): void {
  program
    .command('open <dir>')
    .description('a new terminal window with an agent in this folder; from inside tmux a window of it')
    .option('--agent <name>', 'which one, where there are several')
    .option('--model <name>', 'as the agent calls it')
    .option('--prompt <text>', 'its first prompt')
    .option('--json', 'as POST /api/deploy answers')
    .action(does(async (dir, options) => (await import('./commands/open.ts')).openCommand(dir, options, context)))
}

/** Given again, or once with several lines. */
const severalTimes = (flags: string, description: string) =>
  new Option(flags, description).argParser((text: string, before: readonly string[] = []): readonly string[] => [
    ...before,
    text,
  ])

function addTaskCommands(program: CommanderCommand, does: Does, context: CommandContext, loadApp: LoadApp): void {
  program
    .command('task [action] [words...]')
    .description(
      'agents that TCE starts, each in a worktree of its own: ls, new <project> <prompt|->, adopt <session>, show, attach, log, keys <task> <keys…>, upload <task> <file…>, artifact add|ls <task> [file], stop, resume, restart, fork, status <task> <state>, done, result <task> <text>, pin, archive, rename <task> <name>, diff <task> [path], review <task> [add <path:line> <text>, edit, rm, send, viewed], commit <task> [message], merge, pr, open <task> <repo|pr|editor|terminal|folder|file> [path], links, rm, undo [task], prune, stop-all',
    )
    .option('--name <name>', 'with new, adopt, fork and artifact add: what it is called; else by its prompt')
    .option('-b, --backend <name>', 'with new and adopt: which agent')
    .option('-m, --model <name>', 'with new: as the agent calls it')
    .option('--mode <mode>', 'with new: its permission mode')
    .option('--base <ref>', 'with new: what its branch begins at')
    .option('--branch <name>', 'with new: go on with a branch that is there')
    .option('--no-worktree', 'with new: in the project itself; with adopt: where the session was')
    .option('--now', 'with new and adopt: also where as many run as may')
    .option('--best <n>', 'with new: so many tries of the same prompt, each in a worktree of its own')
    .addOption(severalTimes('--with <backend:model>', 'with new: a try by that agent, by that model; again for each'))
    .option('--prompt <text>', 'with fork: what it is to do')
    .option('--session <id>', 'with resume: another conversation')
    .option('--archived', 'with ls: those that are archived')
    .option('--status <state>', 'with ls: only those')
    .option('--project <name>', 'with ls: only its tasks; with adopt: whose task it becomes')
    .option('-n, --lines <n>', 'with log: how many', '40')
    .option('--why', 'with show: by what it is known what its agent is at')
    .option('--raw', 'with log: as it was written, with its escape sequences')
    .option('--undo', 'with pin and archive: take it back')
    .option('--stat', 'with diff: which files, and how much of each')
    .option('--of <side>', 'with diff: all (the default), uncommitted, unviewed, or a commit')
    .option('--comment <path:line>', 'with diff: what follows is a comment on it')
    .option('--send', 'with diff: all comments that were not sent, as one prompt')
    .option('--tries', 'with diff: all tries of it')
    .option('--no-copy', 'with rm: keep no copy')
    .option('--how <way>', 'with merge: squash, merge or rebase', 'squash')
    .option('--message <text>', 'with commit and merge: what the commit is called')
    .addOption(severalTimes('--file <path>', 'with commit: only that one; again for more'))
    .option('--trust', 'with commit and merge: what the repository and the project name may run, as it is now')
    .option('--no-programs', 'with commit and merge: without hooks and what else the repository names')
    .option('--create', 'with pr: push, and open one')
    .option('--draft', 'with pr: as a draft')
    .option('--title <text>', 'with pr')
    .option('--body <text>', 'with pr')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'as the API answers; does not ask')
    .action(
      does(async (action, words, options) =>
        (await import('./commands/task.ts')).taskCommand(action ?? 'ls', words, options, context, loadApp),
      ),
    )
  program
    .command('tui')
    .description('tasks on the whole screen: their list, their terminals, what they changed; 1 leads to the agents')
    .action(does(async () => (await import('./commands/tui.ts')).tuiCommand(undefined, context, loadApp)))
  program
    .command('attach <task>')
    .description('the terminal of a task in this one; Ctrl-\\ d leaves it, Ctrl-\\ s takes its size')
    .action(does(async (task) => (await import('./commands/attach.ts')).attachCommand(task, context, loadApp)))
  program
    .command('config [action] [key] [value...]')
    .description(
      'the settings in force: get [key or table], set <key> <value…>, unset <key>, check; a list takes a word for each',
    )
    .option('--json', 'their part of what GET /api/settings answers')
    .action(
      does(async (action, key, value, options) =>
        (await import('./commands/config.ts')).configCommand(
          action ?? 'get',
          [...(key === undefined ? [] : [key]), ...value],
          options,
          context,
        ),
      ),
    )
  program
    .command('clip [task] [words...]')
    .description('what a task’s agent would copy, for five minutes: printed, and in no clipboard')
    .option('--set', 'offer a text instead; -: from standard input')
    .option('--clear', 'put it away')
    .option('--json', 'as GET /api/tasks/{id}/clipboard answers')
    .action(
      does(async (task, words, options) =>
        (await import('./commands/task-files.ts')).clipCommand(
          [...(task === undefined ? [] : [task]), ...words],
          options,
          context,
        ),
      ),
    )
  program
    .command('project [action] [word]')
    .description('where tasks run: list, add <folder>, scan <folder>, show, edit, rm, trust <project>')
    .option('--name <name>', 'with add: else its folder’s')
    .option('--path <folder>', 'with edit: another folder')
    .option('--base <branch>', 'what new worktrees begin at')
    .option('--backend <name>', 'which agent its tasks get')
    .option('--setup <command>', 'run once in each new worktree, after you trusted it')
    .option('--test <command>', 'run after a merge, which is undone where it fails')
    .addOption(severalTimes('--copy <pattern>', 'an ignored file that each new worktree gets; again for more'))
    .option('--sandbox <on|off>', 'a fence around its agents, whatever [sandbox] says; "": as that says')
    .addOption(severalTimes('--deny-read <path>', 'what they may not read, beside what nobody may; again for more'))
    .addOption(severalTimes('--extra-write <path>', 'what they may write, beside their folder; again for more'))
    .option('--add', 'with scan: add all that are found')
    .option('-y, --yes', 'with trust: do not ask')
    .option('--json', 'as GET /api/projects/full answers')
    .action(
      does(async (action, word, options) =>
        (await import('./commands/project.ts')).projectCommand(action ?? 'list', word, options, context),
      ),
    )
  program
    .command('backend [action] [name]')
    .description('the commands that agents are started by: list, show, set, rm, test <backend>')
    .option(
      '--command <words>',
      'with set: program and arguments; {prompt} {model} {mode} {session} {port} are filled in',
    )
    .option('--prompt <option>', 'with set: the option before its first prompt; "": the last word')
    .option('--model <name>', 'with set: unless a task says another')
    .option('--model-flag <option>', 'with set')
    .option('--mode <mode>', 'with set: its permission mode')
    .option('--mode-flag <option>', 'with set')
    .option('--session-flag <option>', 'with set: by which it takes the id of its session')
    .option('--resume <words>', 'with set: how a session is taken up, with {session}')
    .option('--fork <words>', 'with set: how a session is gone on with in a copy, with {session}')
    .option('--headless <words>', 'with set: one turn without a terminal, with {prompt}')
    .addOption(severalTimes('--env <NAME=value>', 'with set: a variable; again for more'))
    .option('--json', 'as GET /api/backends answers')
    .action(
      does(async (action, name, options) =>
        (await import('./commands/backend.ts')).backendCommand(action ?? 'list', name, options, context),
      ),
    )
  program
    .command('skills [part]')
    .description(
      'what a prompt for an agent can begin with: its commands, and skills of the project, yours and of plugins',
    )
    .option('-p, --project <name>', 'with those of its folder')
    .option('-b, --backend <name>', 'of which agent; the project’s, else the usual one')
    .option('--json', 'as GET /api/skills answers')
    .action(does(async (part, options) => (await import('./commands/skills.ts')).skillsCommand(part, options, context)))
}

function addSetupCommand(program: CommanderCommand, does: Does, context: CommandContext): void {
  program
    .command('setup <what> [action]')
    .description(
      `${setupWord} [install|uninstall|status]: the lines in ${setupFile} that tell agents of tce inbox and tce ping; shown as a diff first`,
    )
    .option('-n, --dry-run', 'show what would change, change nothing')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'as GET /api/integrations/instructions answers; does not ask')
    .action(
      does(async (what, action, options) =>
        (await import('./commands/setup.ts')).setupCommand(what, action ?? 'install', options, context),
      ),
    )
}

function addServerCommands(program: CommanderCommand, does: Does, context: CommandContext, loadApp: LoadApp): void {
  const serving = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--port <n>', 'another port')
      .option('--host <address>', 'another loopback address')
      .option('--allow-remote', 'let other machines in; only together with --require-token')
      .option('--require-token', 'reading needs the token too')
  serving('dashboard', 'serve the dashboard on http://localhost:5111')
    .option('--open', 'open it in the browser, signed in')
    .action(
      does(async (options) => (await import('./commands/dashboard.ts')).dashboardCommand(options, context, loadApp)),
    )
  program
    .command('dashboard-stop')
    .description('end the dashboard')
    .action(does(async () => (await import('./commands/dashboard.ts')).dashboardStopCommand(context)))
  serving('run', 'dashboard and tray')
    .option('--no-tray', 'the dashboard alone')
    .action(does(async (options) => (await import('./commands/run.ts')).runCommand(options, context, loadApp)))
  program
    .command('token')
    .description('where the token for the HTTP API lies')
    .option('--show', 'print the token itself, also into a pipe')
    .option('--json', 'as JSON')
    .action(does(async (options) => (await import('./commands/token.ts')).tokenCommand(options, context)))
}

function addOtherCommands(program: CommanderCommand, does: Does, context: CommandContext, loadApp: LoadApp): void {
  program
    .command('doctor')
    .description('what was found, what is missing, what to do')
    .option('--transcripts', 'the record types and fields in the transcripts, and which TCE does not know')
    .option('--json', 'the findings as JSON')
    .action(does(async (options) => (await import('./commands/doctor.ts')).doctorCommand(options, context, loadApp)))
  program
    .command('archive [action]')
    .description('what is kept of sessions for when their agents delete them; delete takes some of it away')
    .option('--project <name>', 'of this project only')
    .addOption(ofAgents())
    .option('--older <age>', 'written last so long ago: 90d, 12w')
    .option('-y, --yes', 'with delete: asks nothing')
    .option('--json', 'as GET /api/data/archive answers')
    .action(
      does(async (action, options) =>
        (await import('./commands/archive.ts')).archiveCommand(action ?? 'show', options, context),
      ),
    )
  program
    .command('backup <file>')
    .description('all that exists nowhere else, in one file: settings, what you wrote, events, usage, pins, log')
    .option('--secrets', 'the token, the secret of the hooks and the hashes of keys too')
    .option('-f, --force', 'replace a file of that name')
    .option('--json', 'what is in it as JSON')
    .action(
      does(async (file, options) =>
        (await import('./commands/backup.ts')).backupCommand(file, options, context, loadApp),
      ),
    )
  program
    .command('restore <file>')
    .description('bring a backup back; what is there is put aside')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'what is in it, or what was restored, as JSON; does not ask')
    .action(
      does(async (file, options) =>
        (await import('./commands/restore.ts')).restoreCommand(file, options, context, loadApp),
      ),
    )
  program
    .command('tray <action> [archive]')
    .description("install, status, remove: Electron's program, which shows the tray")
    .option('--json', 'with status: as JSON')
    .action(
      does(async (action, archive, options) =>
        (await import('./commands/tray.ts')).trayCommand(action, archive, options, context, loadApp),
      ),
    )
  program
    .command('supervisor <action> [pid]')
    .description('status, stop: the processes that hold the terminals of agents which TCE runs')
    .option('-y, --yes', 'with stop: do not ask')
    .option('--json', 'as JSON; does not ask')
    .action(
      does(async (action, pid, options) =>
        (await import('./commands/supervisor.ts')).supervisorCommand(action, pid, options, context, loadApp),
      ),
    )
  program
    .command('autostart <action>')
    .description('on, off, status: start "tce run" at login')
    .option('--service', 'without a desktop: a systemd user unit')
    .option('--json', 'with status: as JSON')
    .action(
      does(async (action, options) =>
        (await import('./commands/autostart.ts')).autostartCommand(action, options, context),
      ),
    )
  program
    .command('completion <shell>')
    .description('a completion script for bash, zsh or fish')
    .action(
      does(async (shell) =>
        (await import('./commands/completion.ts')).completionCommand(shell, outlineOf(program), context),
      ),
    )
  program
    .command('__complete', { hidden: true })
    .action(does(async () => (await import('./commands/completion.ts')).completeCommand(context)))
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
