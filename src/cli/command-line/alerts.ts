/** What somebody is told of, and how. */
import type { Topic } from './topic.ts'

export const alerts: Topic = ({ program, does, context }) => {
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
        (await import('../commands/alerts.ts')).alertsCommand(action, words, options, context),
      ),
    )
}
