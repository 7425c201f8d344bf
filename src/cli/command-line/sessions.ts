/** A session, as it happens and as it happened. */
import { ofAgents, type Topic } from './topic.ts'

export const sessions: Topic = ({ program, does, context, loadApp }) => {
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
        (await import('../commands/watch.ts')).watchCommand(session, options, context, loadApp),
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
        (await import('../commands/replay.ts')).replayCommand(session, options, context, loadApp),
      ),
    )
}
