/** What agents run to tell TCE what they do. */
import type { Topic } from './topic.ts'

export const hooks: Topic = ({ program, does, context }) => {
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
        (await import('../commands/statusline.ts')).statusLineCommand(action ?? 'status', options, context),
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
      does(async (action, options) => (await import('../commands/hooks.ts')).hooksCommand(action, options, context)),
    )
}
