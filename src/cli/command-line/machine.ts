/** What TCE keeps on this machine, and how it stands there. */
import { ofAgents, outlineOf, type Topic } from './topic.ts'

export const machine: Topic = ({ program, does, context, loadApp }) => {
  program
    .command('doctor')
    .description('what was found, what is missing, what to do')
    .option('--transcripts', 'the record types and fields in the transcripts, and which TCE does not know')
    .option('--json', 'the findings as JSON')
    .action(does(async (options) => (await import('../commands/doctor.ts')).doctorCommand(options, context, loadApp)))
  program
    .command('archive [action]')
    .description('what is kept of sessions for when their agents delete them; delete takes some of it away')
    .option('--project <name>', 'of this project only')
    .addOption(ofAgents())
    .option('--older <age>', 'written last so long ago: 90d, 12w')
    .option('-y, --yes', 'with delete: asks nothing')
    .option('--json', 'as GET /api/data/archive answers')
    .action(
      does(async (action, options) =>
        (await import('../commands/archive.ts')).archiveCommand(action ?? 'show', options, context),
      ),
    )
  program
    .command('backup <file>')
    .description('all that exists nowhere else, in one file: settings, what you wrote, events, usage, pins, log')
    .option('--secrets', 'the token, the secret of the hooks and the hashes of keys too')
    .option('-f, --force', 'replace a file of that name')
    .option('--json', 'what is in it as JSON')
    .action(
      does(async (file, options) =>
        (await import('../commands/backup.ts')).backupCommand(file, options, context, loadApp),
      ),
    )
  program
    .command('restore <file>')
    .description('bring a backup back; what is there is put aside')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'what is in it, or what was restored, as JSON; does not ask')
    .action(
      does(async (file, options) =>
        (await import('../commands/restore.ts')).restoreCommand(file, options, context, loadApp),
      ),
    )
  program
    .command('tray <action> [archive]')
    .description("install, status, remove: Electron's program, which shows the tray")
    .option('--json', 'with status: as JSON')
    .action(
      does(async (action, archive, options) =>
        (await import('../commands/tray.ts')).trayCommand(action, archive, options, context, loadApp),
      ),
    )
  program
    .command('supervisor <action> [pid]')
    .description('status, stop: the processes that hold the terminals of agents which TCE runs')
    .option('-y, --yes', 'with stop: do not ask')
    .option('--json', 'as JSON; does not ask')
    .action(
      does(async (action, pid, options) =>
        (await import('../commands/supervisor.ts')).supervisorCommand(action, pid, options, context, loadApp),
      ),
    )
  program
    .command('autostart <action>')
    .description('on, off, status: start "tce run" at login')
    .option('--service', 'without a desktop: a systemd user unit')
    .option('--json', 'with status: as JSON')
    .action(
      does(async (action, options) =>
        (await import('../commands/autostart.ts')).autostartCommand(action, options, context),
      ),
    )
  program
    .command('completion <shell>')
    .description('a completion script for bash, zsh or fish')
    .action(
      does(async (shell) =>
        (await import('../commands/completion.ts')).completionCommand(shell, outlineOf(program), context),
      ),
    )
  program
    .command('__complete', { hidden: true })
    .action(does(async () => (await import('../commands/completion.ts')).completeCommand(context)))
}
