/** What agents of a project leave one another. */
import type { Topic } from './topic.ts'

export const team: Topic = ({ program, does, context }) => {
  program
    .command('idea [action] [words...]')
    .description('what you want to have built some day: list, add <one line>, rm <id>')
    .option('--note <text>', 'with add: more about it')
    .option('--for <agent>', 'with add: who may build it')
    .option('--json', 'as GET /api/ideas answers')
    .action(
      does(async (action, words, options) =>
        (await import('../commands/idea.ts')).ideaCommand(action ?? 'list', words, options, context),
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
        (await import('../commands/inbox.ts')).inboxCommand(action ?? 'read', words, options, context),
      ),
    )
}
