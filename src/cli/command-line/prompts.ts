/** Prompts to agents that run. */
import { severalTimes, type Topic } from './topic.ts'

export const prompts: Topic = ({ program, does, context }) => {
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
    .addOption(severalTimes('--file <path>', 'name this file behind the text; again for another one'))
    .option('-n, --dry-run', 'say by which way it would go and when; send nothing')
    .option('-y, --yes', 'with several, and before an interrupt: do not ask')
    .option('--json', 'as POST /api/prompts answers; does not ask')
    .action(
      does(async (agent, text, options) =>
        (await import('../commands/send.ts')).sendCommand(
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
        (await import('../commands/queue.ts')).queueCommand(action, prompt, more, options, context),
      ),
    )
  program
    .command('ping <what> <prompt>')
    .description('done <id>: for an agent, to say that it is done with a prompt')
    .option('--json', 'the prompt as JSON')
    .action(
      does(async (what, prompt, options) =>
        (await import('../commands/ping.ts')).pingCommand(what, prompt, options, context),
      ),
    )
}
