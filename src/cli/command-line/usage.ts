/** What was used and said, and what it cost. */
import { ofAgents, type Topic } from './topic.ts'

export const usage: Topic = ({ program, does, context }) => {
  program
    .command('limits')
    .description('how far plans and limits are used, when they reset, and when they run out at this pace')
    .option('-w, --watch', 'go on, every 5 s; q quits')
    .option('--check <percent>', 'print nothing; exit 1 when a limit is over this')
    .option('--ask', 'starts the agents’ own programs and asks them now; nothing else does')
    .option('--json', 'as GET /api/limits answers')
    .action(does(async (options) => (await import('../commands/limits.ts')).limitsCommand(options, context)))
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
    .action(does(async (options) => (await import('../commands/usage.ts')).usageCommand(options, context)))
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
    .action(does(async (options) => (await import('../commands/sessions.ts')).sessionsCommand(options, context)))
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
        (await import('../commands/analytics.ts')).analyticsCommand(action ?? 'show', words, options, context),
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
      does(async (words, options) => (await import('../commands/search.ts')).searchCommand(words, options, context)),
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
      does(async (words, options) => (await import('../commands/prompts.ts')).promptsCommand(words, options, context)),
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
        (await import('../commands/session.ts')).sessionCommand(
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
      does(async (words, options) => (await import('../commands/advice.ts')).adviceCommand(words, options, context)),
    )
  program
    .command('prices')
    .description('the prices in force and how old they are')
    .option('--check <file>', 'compare with a list of LiteLLM or models.dev you downloaded')
    .option('--json', 'as JSON')
    .action(does(async (options) => (await import('../commands/prices.ts')).pricesCommand(options, context)))
  program
    .command('ledger <action>')
    .description('status: what has been counted; rebuild: count anew')
    .option('--json', 'as JSON')
    .action(
      does(async (action, options) => (await import('../commands/ledger.ts')).ledgerCommand(action, options, context)),
    )
}
