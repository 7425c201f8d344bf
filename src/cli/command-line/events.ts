/** What happened, and who may tell it. */
import type { Topic } from './topic.ts'

export const events: Topic = ({ program, does, context }) => {
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
      does(async (query, options) => (await import('../commands/events.ts')).eventsCommand(query, options, context)),
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
        (await import('../commands/emit.ts')).emitCommand(source, type, options, context),
      ),
    )
  program
    .command('integrations [what] [agent]')
    .description('what sends events here; otel [agent]: a key, and the variables that make it send')
    .option('--label <name>', 'with otel: what the key is called')
    .option('--json', 'as JSON')
    .action(
      does(async (what, agent, options) =>
        (await import('../commands/integrations.ts')).integrationsCommand(what, agent, options, context),
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
        (await import('../commands/keys.ts')).keysCommand(action, label, options, context),
      ),
    )
}
