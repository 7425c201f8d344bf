/** An agent in a terminal window of its own. */
import type { Topic } from './topic.ts'

export const open: Topic = ({ program, does, context }) => {
  program
    .command('open <dir>')
    .description('a new terminal window with an agent in this folder; from inside tmux a window of it')
    .option('--agent <name>', 'which one, where there are several')
    .option('--model <name>', 'as the agent calls it')
    .option('--prompt <text>', 'its first prompt')
    .option('--json', 'as POST /api/deploy answers')
    .action(does(async (dir, options) => (await import('../commands/open.ts')).openCommand(dir, options, context)))
}
