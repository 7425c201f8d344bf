/** The dashboard, and the token for it. */
import type { Topic } from './topic.ts'

export const server: Topic = ({ program, does, context, loadApp }) => {
  const serving = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--port <n>', 'another port')
      .option('--host <address>', 'another loopback address')
      .option('--allow-remote', 'let other machines in; only together with --require-token')
      .option('--require-token', 'reading needs the token too')
  serving('dashboard', 'serve the dashboard on http://localhost:5111')
    .option('--open', 'open it in the browser, signed in')
    .action(
      does(async (options) => (await import('../commands/dashboard.ts')).dashboardCommand(options, context, loadApp)),
    )
  program
    .command('dashboard-stop')
    .description('end the dashboard')
    .action(does(async () => (await import('../commands/dashboard.ts')).dashboardStopCommand(context)))
  serving('run', 'dashboard and tray')
    .option('--no-tray', 'the dashboard alone')
    .action(does(async (options) => (await import('../commands/run.ts')).runCommand(options, context, loadApp)))
  program
    .command('token')
    .description('where the token for the HTTP API lies')
    .option('--show', 'print the token itself, also into a pipe')
    .option('--json', 'as JSON')
    .action(does(async (options) => (await import('../commands/token.ts')).tokenCommand(options, context)))
}
