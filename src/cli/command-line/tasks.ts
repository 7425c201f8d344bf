/** Agents that TCE runs, and what they are run with. */
import { severalTimes, type Topic } from './topic.ts'

export const tasks: Topic = ({ program, does, context, loadApp }) => {
  program
    .command('task [action] [words...]')
    .description(
      'agents that TCE starts, each in a worktree of its own: ls, new <project> <prompt|->, adopt <session>, show, attach, log, keys <task> <keys…>, upload <task> <file…>, artifact add|ls <task> [file], stop, resume, restart, fork, status <task> <state>, done, result <task> <text>, pin, archive, rename <task> <name>, diff <task> [path], review <task> [add <path:line> <text>, edit, rm, send, viewed], commit <task> [message], merge, pr, open <task> <repo|pr|editor|terminal|folder|file> [path], links, rm, undo [task], prune, stop-all',
    )
    .option('--name <name>', 'with new, adopt, fork and artifact add: what it is called; else by its prompt')
    .option('-b, --backend <name>', 'with new and adopt: which agent')
    .option('-m, --model <name>', 'with new: as the agent calls it')
    .option('--mode <mode>', 'with new: its permission mode')
    .option('--base <ref>', 'with new: what its branch begins at')
    .option('--branch <name>', 'with new: go on with a branch that is there')
    .option('--no-worktree', 'with new: in the project itself; with adopt: where the session was')
    .option('--now', 'with new and adopt: also where as many run as may')
    .option('--best <n>', 'with new: so many tries of the same prompt, each in a worktree of its own')
    .addOption(severalTimes('--with <backend:model>', 'with new: a try by that agent, by that model; again for each'))
    .option('--prompt <text>', 'with fork: what it is to do')
    .option('--session <id>', 'with resume: another conversation')
    .option('--archived', 'with ls: those that are archived')
    .option('--status <state>', 'with ls: only those')
    .option('--project <name>', 'with ls: only its tasks; with adopt: whose task it becomes')
    .option('-n, --lines <n>', 'with log: how many', '40')
    .option('--why', 'with show: by what it is known what its agent is at')
    .option('--raw', 'with log: as it was written, with its escape sequences')
    .option('--undo', 'with pin and archive: take it back')
    .option('--stat', 'with diff: which files, and how much of each')
    .option('--of <side>', 'with diff: all (the default), uncommitted, unviewed, or a commit')
    .option('--comment <path:line>', 'with diff: what follows is a comment on it')
    .option('--send', 'with diff: all comments that were not sent, as one prompt')
    .option('--tries', 'with diff: all tries of it')
    .option('--no-copy', 'with rm: keep no copy')
    .option('--how <way>', 'with merge: squash, merge or rebase', 'squash')
    .option('--message <text>', 'with commit and merge: what the commit is called')
    .addOption(severalTimes('--file <path>', 'with commit: only that one; again for more'))
    .option('--trust', 'with commit and merge: what the repository and the project name may run, as it is now')
    .option('--no-programs', 'with commit and merge: without hooks and what else the repository names')
    .option('--create', 'with pr: push, and open one')
    .option('--draft', 'with pr: as a draft')
    .option('--title <text>', 'with pr')
    .option('--body <text>', 'with pr')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'as the API answers; does not ask')
    .action(
      does(async (action, words, options) =>
        (await import('../commands/task.ts')).taskCommand(action ?? 'ls', words, options, context, loadApp),
      ),
    )
  program
    .command('tui')
    .description('tasks on the whole screen: their list, their terminals, what they changed; 1 leads to the agents')
    .action(does(async () => (await import('../commands/tui.ts')).tuiCommand(undefined, context, loadApp)))
  program
    .command('attach <task>')
    .description('the terminal of a task in this one; Ctrl-\\ d leaves it, Ctrl-\\ s takes its size')
    .action(does(async (task) => (await import('../commands/attach.ts')).attachCommand(task, context, loadApp)))
  program
    .command('config [action] [key] [value...]')
    .description(
      'the settings in force: get [key or table], set <key> <value…>, unset <key>, check; a list takes a word for each',
    )
    .option('--json', 'their part of what GET /api/settings answers')
    .action(
      does(async (action, key, value, options) =>
        (await import('../commands/config.ts')).configCommand(
          action ?? 'get',
          [...(key === undefined ? [] : [key]), ...value],
          options,
          context,
        ),
      ),
    )
  program
    .command('clip [task] [words...]')
    .description('what a task’s agent would copy, for five minutes: printed, and in no clipboard')
    .option('--set', 'offer a text instead; -: from standard input')
    .option('--clear', 'put it away')
    .option('--json', 'as GET /api/tasks/{id}/clipboard answers')
    .action(
      does(async (task, words, options) =>
        (await import('../commands/task/files.ts')).clipCommand(
          [...(task === undefined ? [] : [task]), ...words],
          options,
          context,
        ),
      ),
    )
  program
    .command('project [action] [word]')
    .description('where tasks run: list, add <folder>, scan <folder>, show, edit, rm, trust <project>')
    .option('--name <name>', 'with add: else its folder’s')
    .option('--path <folder>', 'with edit: another folder')
    .option('--base <branch>', 'what new worktrees begin at')
    .option('--backend <name>', 'which agent its tasks get')
    .option('--setup <command>', 'run once in each new worktree, after you trusted it')
    .option('--test <command>', 'run after a merge, which is undone where it fails')
    .addOption(severalTimes('--copy <pattern>', 'an ignored file that each new worktree gets; again for more'))
    .option('--sandbox <on|off>', 'a fence around its agents, whatever [sandbox] says; "": as that says')
    .addOption(severalTimes('--deny-read <path>', 'what they may not read, beside what nobody may; again for more'))
    .addOption(severalTimes('--extra-write <path>', 'what they may write, beside their folder; again for more'))
    .option('--add', 'with scan: add all that are found')
    .option('-y, --yes', 'with trust: do not ask')
    .option('--json', 'as GET /api/projects/full answers')
    .action(
      does(async (action, word, options) =>
        (await import('../commands/project.ts')).projectCommand(action ?? 'list', word, options, context),
      ),
    )
  program
    .command('backend [action] [name]')
    .description('the commands that agents are started by: list, show, set, rm, test <backend>')
    .option(
      '--command <words>',
      'with set: program and arguments; {prompt} {model} {mode} {session} {port} are filled in',
    )
    .option('--prompt <option>', 'with set: the option before its first prompt; "": the last word')
    .option('--model <name>', 'with set: unless a task says another')
    .option('--model-flag <option>', 'with set')
    .option('--mode <mode>', 'with set: its permission mode')
    .option('--mode-flag <option>', 'with set')
    .option('--session-flag <option>', 'with set: by which it takes the id of its session')
    .option('--resume <words>', 'with set: how a session is taken up, with {session}')
    .option('--fork <words>', 'with set: how a session is gone on with in a copy, with {session}')
    .option('--headless <words>', 'with set: one turn without a terminal, with {prompt}')
    .addOption(severalTimes('--env <NAME=value>', 'with set: a variable; again for more'))
    .option('--json', 'as GET /api/backends answers')
    .action(
      does(async (action, name, options) =>
        (await import('../commands/backend.ts')).backendCommand(action ?? 'list', name, options, context),
      ),
    )
  program
    .command('skills [part]')
    .description(
      'what a prompt for an agent can begin with: its commands, and skills of the project, yours and of plugins',
    )
    .option('-p, --project <name>', 'with those of its folder')
    .option('-b, --backend <name>', 'of which agent; the project’s, else the usual one')
    .option('--json', 'as GET /api/skills answers')
    .action(
      does(async (part, options) => (await import('../commands/skills.ts')).skillsCommand(part, options, context)),
    )
}
