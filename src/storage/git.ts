/**
 * Git as it is asked about repositories that nobody vouches for: none of the programs that a repository's own config, attributes or hooks
 * can name is run (git-config(1), githooks(5)); nothing is asked of a person; a language of its own for what is read.
 */
import { execFile } from 'node:child_process'
import { once } from '../core/once.ts'
import { err, ok, type Result } from '../core/result.ts'

export interface GitFailure {
  readonly kind: 'refused' | 'not-there' | 'too-long'
  /** What git said, or why it could not be asked. */
  readonly message: string
  readonly code?: number | undefined
  /** What it printed all the same: of a merge that was tried, the files that conflict. */
  readonly output?: string | undefined
}

export interface GitOptions {
  readonly input?: string | Buffer | undefined
  readonly patienceMs?: number | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly signal?: AbortSignal | undefined
  /** What it prints as its bytes, each a character (Latin-1): names of files and their text may be no UTF-8. */
  readonly isBytes?: boolean | undefined
}

export interface SafeGit {
  readonly dir: string
  (args: readonly string[], options?: GitOptions): Promise<Result<string, GitFailure>>
}

const alwaysQuiet = [
  ...['-c', 'core.pager=cat', '-c', 'protocol.ext.allow=never', '-c', 'log.showSignature=false'],
  ...['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'core.quotePath=false'],
]
const noHooks = ['-c', 'core.hooksPath=/dev/null']
const alwaysSafe = [
  ...alwaysQuiet,
  ...noHooks,
  ...['-c', 'core.fsmonitor=false', '-c', 'diff.external=', '-c', 'commit.gpgSign=false'],
  ...['-c', 'diff.orderFile=/dev/null'],
]
const patienceMs = 30_000
/** Somebody waits for the answer. */
const lookPatienceMs = 3_000
const mostBytes = 256 * 1024 * 1024

/** A repository's variables in our own environment would send git elsewhere than where it is told. */
const foreign = /^GIT_(?!SSL_|TRACE|EXEC_PATH|TEMPLATE_DIR|CONFIG_NOSYSTEM|CONFIG_SYSTEM|CONFIG_GLOBAL)/

export interface PreparedGit extends SafeGit {
  /** Files will be read in a moment: what has to be switched off for that is asked beside what comes before. */
  prepare(): void
}

export function safeGit(dir: string): PreparedGit {
  const filters = once(() => filtersOff(dir))
  const git = async (args: readonly string[], options: GitOptions = {}) => {
    const more = plainReads.has(args[0] ?? '') ? noTransport : await filters()
    return runGit(dir, [...alwaysSafe, ...more, ...args], options)
  }
  return Object.assign(git, { dir, prepare: () => void filters() })
}

/**
 * They read names and settings, and no file of a folder: none of the programs that `filtersOff` looks for is theirs to run, unless a commit is missing
 * and would be fetched. So nobody asks which there are: that would be a process more before each first question.
 */
const plainReads = new Set(['config', 'for-each-ref', 'rev-parse', 'symbolic-ref'])
const noTransport = ['-c', 'protocol.allow=never']

/** What hooks of the repository are given; what marks a task's agent, and TCE's own secrets, are not theirs. */
const ownVariables = /^TCE_/

/**
 * Git as its user runs it, for a commit or a merge that he asked for: what the repository names runs too, so everything that it names was
 * read and trusted by him before. `hooks: false`: all but those.
 */
export function trustingGit(dir: string, { hooks }: { readonly hooks: boolean }): SafeGit {
  const first = hooks ? alwaysQuiet : [...alwaysQuiet, ...noHooks]
  const git = async (args: readonly string[], options: GitOptions = {}) =>
    runGit(dir, [...first, ...args], { ...options, isOwnHidden: true })
  return Object.assign(git, { dir })
}

/** Its output; undefined where it refused. */
export type Git = (...args: string[]) => Promise<string | undefined>

/** To look only: no other machine is reached. */
export function gitIn(dir: string): Git {
  const git = safeGit(dir)
  return async (...args) => {
    const said = await git(['-c', 'protocol.allow=never', ...args], { patienceMs: lookPatienceMs })
    return said.ok ? said.value : undefined
  }
}

const programKeys = [
  ...['filter\\..*\\.(clean|smudge|process|required)', 'diff\\..*\\.(textconv|command)', 'merge\\..*\\.driver'],
  ...[
    'core\\.(sshcommand|gitproxy|askpass|alternaterefscommand)',
    'credential(\\..*)?\\.helper',
    'gpg(\\..*)?\\.program',
  ],
  ...['remote\\..*\\.vcs', 'submodule\\..*\\.update'],
]

/** What the repository's own config names: switched off key by key, as there is no switch for all. What its user named for all is left. */
async function filtersOff(dir: string): Promise<readonly string[]> {
  const asked = ['config', '--includes', '--show-scope', '--null', '--name-only', '--get-regexp']
  const named = await runGit(dir, [...alwaysSafe, ...asked, `^(${programKeys.join('|')})$`])
  if (!named.ok) return []
  const fields = named.value.split('\0')
  const keys = new Set<string>()
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, key = ''] = fields.slice(at, at + 2)
    if (scope === 'local' || scope === 'worktree') keys.add(key)
  }
  return [...keys].flatMap((key) => ['-c', `${key}=${valueThatIsSafe(key)}`])
}

function valueThatIsSafe(key: string): string {
  if (/\.required$/.test(key)) return 'false'
  if (/\.sshcommand$/i.test(key)) return 'ssh'
  if (/^submodule\..*\.update$/i.test(key)) return 'checkout'
  // An empty one would count as a success that keeps our side: what git does without one is done by git's own program.
  if (/^merge\..*\.driver$/i.test(key)) return 'git merge-file --quiet --marker-size=%L %A %O %B'
  return ''
}

interface RunOptions extends GitOptions {
  readonly isOwnHidden?: boolean | undefined
}

function runGit(dir: string, args: readonly string[], options: RunOptions = {}): Promise<Result<string, GitFailure>> {
  const isKept = (name: string) => !foreign.test(name) && !(options.isOwnHidden === true && ownVariables.test(name))
  const own = Object.entries(process.env).filter(([name]) => isKept(name))
  const env = {
    ...Object.fromEntries(own),
    ...{
      LC_ALL: 'C.UTF-8',
      GIT_LITERAL_PATHSPECS: '1',
      LANGUAGE: 'C',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: '',
    },
    ...{ SSH_ASKPASS_REQUIRE: 'never', GIT_EDITOR: 'true', GIT_SEQUENCE_EDITOR: 'true', GIT_MERGE_AUTOEDIT: 'no' },
    ...options.env,
  }
  return new Promise((resolve) => {
    const limits = { timeout: options.patienceMs ?? patienceMs, maxBuffer: mostBytes, killSignal: 'SIGTERM' as const }
    const child = execFile(
      'git',
      ['--no-pager', '-C', dir, ...args],
      { ...limits, env, encoding: 'buffer', ...(options.signal === undefined ? {} : { signal: options.signal }) },
      (error, stdout, stderr) => {
        if (error === null) return resolve(ok(stdout.toString(options.isBytes === true ? 'latin1' : 'utf8')))
        const said = stderr.toString('utf8').trim() || stdout.toString('utf8').trim()
        const { code } = error as { code?: unknown }
        if (code === 'ENOENT') {
          return resolve(err({ kind: 'not-there', message: 'git is not installed, or not in PATH' }))
        }
        if (error.killed === true) {
          const seconds = Math.round(limits.timeout / 1000)
          return resolve(
            err({ kind: 'too-long', message: `git ${args.at(alwaysSafe.length)} took longer than ${seconds} s` }),
          )
        }
        resolve(
          err({
            kind: 'refused',
            message: said === '' ? error.message : said,
            code: typeof code === 'number' ? code : undefined,
            output: stdout.toString('utf8'),
          }),
        )
      },
    )
    // It may have ended before it read.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input)
  })
}

/** The lines of what it printed, without the end. */
export const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')
export const partsOf = (text: string): readonly string[] => text.split('\0').filter((part) => part !== '')
