/** Who waits for an answer, and the answer. */
import type { Topic } from './topic.ts'

export const waiting: Topic = ({ program, does, context }) => {
  program
    .command('waiting')
    .description('who waits for you, what went wrong, whose turn is over')
    .option('-i, --interactive', 'one by one, with keys')
    .option('--count', 'only how many wait')
    .option('--exit-code', 'ends with 10 when somebody waits')
    .option('--json', 'as GET /api/waiting answers')
    .action(does(async (options) => (await import('../commands/waiting.ts')).waitingCommand(options, context)))
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
        (await import('../commands/answer.ts')).answerCommand(which, answer, options, context),
      ),
    )
}
