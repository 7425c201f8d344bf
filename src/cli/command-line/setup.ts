/** What agents are told of TCE. */
import { setupFile, setupWord } from '../../agents/setup-words.ts'
import type { Topic } from './topic.ts'

export const setup: Topic = ({ program, does, context }) => {
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
        (await import('../commands/setup.ts')).setupCommand(what, action ?? 'install', options, context),
      ),
    )
}
