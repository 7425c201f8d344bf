/** What is done with agents that run. */
import { ofAgents, type Topic } from './topic.ts'

export const agents: Topic = ({ program, does, context }) => {
  program
    .command('status')
    .description('how every agent is (this is what "tce" alone does)')
    .option('--json', 'as GET /api/processes answers')
    .option('-w, --watch', 'go on, every 1.5 s; q quits')
    .addOption(ofAgents())
    .action(does(async (options) => (await import('../commands/status.ts')).statusCommand(options, context)))
  program
    .command('kill <agent...>')
    .description('end agents: pid, name, project, session or pid:start')
    .option('-f, --force', 'SIGKILL what does not end in time')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'the reports as JSON; does not ask')
    .action(
      does(async (agents, options) => (await import('../commands/kill.ts')).killCommand(agents, options, context)),
    )
  program
    .command('kill-stale')
    .description('end every stale agent, after showing which')
    .option('-n, --dry-run', 'show the list only')
    .addOption(ofAgents())
    .option('-f, --force', 'SIGKILL what does not end in time')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'the list or the reports as JSON; does not ask')
    .action(does(async (options) => (await import('../commands/kill-stale.ts')).killStaleCommand(options, context)))
  for (const action of ['pin', 'unpin'] as const) {
    program
      .command(`${action} <agent...>`)
      .description(action === 'pin' ? 'never call these agents stale' : 'take the pin back')
      .option('--json', 'the reports as JSON')
      .action(
        does(async (agents, options) =>
          (await import('../commands/pin.ts')).pinCommand(action, agents, options, context),
        ),
      )
  }
  program
    .command('jump <agent>')
    .description("bring an agent's terminal to the front, or say what leads there")
    .option('--json', 'as POST /api/jump/{pid} answers')
    .action(does(async (agent, options) => (await import('../commands/jump.ts')).jumpCommand(agent, options, context)))
  program
    .command('log')
    .description('what was ended and pinned, by whom')
    .option('--limit <n>', 'how many entries, to 1000', '20')
    .addOption(ofAgents())
    .option('--json', 'as GET /api/log answers')
    .action(does(async (options) => (await import('../commands/log.ts')).logCommand(options, context)))
}
