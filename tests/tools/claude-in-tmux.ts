/** The genuine Claude Code in a pane of a tmux server of its own, as people have it. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RegistryFile } from './claude.ts'
import type { ClaudeHome } from './claude-home.ts'
import { identify, isRunning } from './processes.ts'
import { waitFor } from './wait-for.ts'

export interface TmuxClaude {
  readonly pid: number
  readonly start: string
  /** `%0` */
  readonly pane: string
  registry(): RegistryFile | undefined
  isAt(status: 'busy' | 'idle' | 'waiting'): Promise<RegistryFile>
  /** What its pane shows. */
  screen(): string
  /** Keys as tmux names them. */
  keys(...keys: readonly string[]): void
  /** Its own records, line by line. */
  records(): readonly Readonly<Record<string, unknown>>[]
}

export interface TmuxServer {
  /** For whoever has to find it. */
  readonly env: Readonly<Record<string, string>>
  tmux(...args: readonly string[]): string
  start(
    cwd: string,
    options?: {
      readonly args?: readonly string[]
      readonly columns?: number
      readonly rows?: number
      /** As a job of a shell, which has the terminal when it is suspended. */
      readonly shell?: boolean
    },
  ): Promise<TmuxClaude>
  close(): void
}

export const hasTmux = (): boolean => {
  try {
    execFileSync('tmux', ['-V'])
    return true
  } catch {
    return false
  }
}

export function startTmux(home: ClaudeHome, program: string): TmuxServer {
  const dir = join(home.dir, 'tmux')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const env = { ...home.env, TMUX_TMPDIR: dir, LC_ALL: 'C.UTF-8' }
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-u', '-f', '/dev/null', ...args], { env, encoding: 'utf8' })
  let panes = 0
  return {
    env,
    tmux,
    async start(cwd, { args = [], columns = 100, rows = 40, shell = false } = {}) {
      panes += 1
      const words = [program, '--permission-mode', 'default', ...args].map(
        (word) => `'${word.replaceAll("'", `'\\''`)}'`,
      )
      const [pane = '', pidText] = tmux(
        ...['new-session', '-d', '-P', '-F', '#{pane_id} #{pane_pid}', '-s', `s${panes}`],
        ...[
          '-x',
          String(columns),
          '-y',
          String(rows),
          '-c',
          cwd,
          shell ? 'exec bash --norc --noprofile' : `exec ${words.join(' ')}`,
        ],
      )
        .trim()
        .split(' ')
      if (shell) tmux('send-keys', '-t', pane, words.join(' '), 'Enter')
      const pid = shell ? await childOf(Number(pidText)) : Number(pidText)
      const identity = identify(pid)
      if (identity === undefined) throw new Error('Claude Code ended at once.')
      const screen = () => tmux('capture-pane', '-p', '-t', pane)
      const registry = () => readJson<RegistryFile>(join(home.configDir, 'sessions', `${pid}.json`))
      return {
        ...identity,
        pane,
        registry,
        screen,
        isAt: (status) =>
          waitFor(
            `the session to be ${status}`,
            () => {
              const file = registry()
              return file?.status === status ? file : undefined
            },
            {
              withinMs: 30_000,
              seen: () => `${JSON.stringify(registry())}\n${isRunning(identity) ? screen() : 'ended'}`,
            },
          ),
        keys: (...keys) => void tmux('send-keys', '-t', pane, ...keys),
        records: () => sessionRecords(home, registry()?.sessionId),
      }
    },
    close() {
      try {
        tmux('kill-server')
      } catch {
        // The last pane was closed, and the server with it.
      }
    },
  }
}

/** The program that a shell was told to start. */
const childOf = (pid: number): Promise<number> =>
  waitFor(
    'the program of the shell',
    () => Number(readText(`/proc/${pid}/task/${pid}/children`)?.split(' ')[0]) || undefined,
  )

export const sessionRecords = (home: ClaudeHome, sessionId: string | undefined) =>
  sessionLines(home, sessionId).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

/** The lines of its own log; none before it wrote one. */
export function sessionLines(
  { configDir }: Pick<ClaudeHome, 'configDir'>,
  sessionId: string | undefined,
): readonly string[] {
  const root = join(configDir, 'projects')
  for (const folder of sessionId === undefined || !existsSync(root) ? [] : readdirSync(root)) {
    const text = readText(join(root, folder, `${sessionId}.jsonl`))
    if (text === undefined) continue
    // The last one may be half-written.
    return text
      .split('\n')
      .slice(0, -1)
      .filter((line) => line !== '')
  }
  return []
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch {
    return undefined
  }
}
