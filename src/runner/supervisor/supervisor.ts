/** All sessions of one supervisor: it is the parent of their programs, and so the one who knows how they end. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { ProcessRef } from '../../core/process/process.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { withTerminal } from '../../core/terminals/environment.ts'
import type { EndingReport, SessionInfo, SessionStart, TerminalColours } from '../../core/terminals/session.ts'
import { isTaskId, isTerminalSize, sessionId } from '../../core/terminals/session.ts'
import type { StartPty } from '../pty.ts'
import { type RecoveredSession, recoverSessions } from '../recover.ts'
import type { SessionFiles, StartRecord } from '../session-files.ts'
import { type EndingOptions, endSession } from './end-session.ts'
import { findProgram, isFolder } from './find-program.ts'
import { createOutputLog } from './output-log.ts'
import type { ProcessTools } from './own-processes.ts'
import { createSession, type Session } from './session.ts'

export type StartProblem = {
  readonly kind: 'wrong' | 'no-program' | 'no-folder' | 'exists' | 'failed' | 'retired'
  readonly message: string
}

export interface Supervisor {
  start(start: SessionStart): Promise<Result<SessionInfo, StartProblem>>
  session(id: string): Session | undefined
  list(): readonly SessionInfo[]
  end(id: string, options: EndingOptions): Promise<EndingReport | undefined>
  endAll(options: EndingOptions): Promise<readonly EndingReport[]>
  /** False: it runs, or there is none. */
  forget(id: string): Promise<boolean>
  setColours(colours: TerminalColours): void
  /** Takes no new sessions: a newer supervisor does. */
  retire(): void
  readonly isRetired: boolean
  readonly running: number
  /** Of supervisors before it that were killed. */
  readonly recovered: readonly RecoveredSession[]
  recover(): Promise<readonly RecoveredSession[]>
  onChange(listener: (change: SessionChange) => void): void
}

export interface SessionChange {
  readonly kind: 'started' | 'ended' | 'copied'
  readonly session: SessionInfo
  /** With `copied`: what its program would put into the clipboard. */
  readonly text?: string | undefined
}

export interface SupervisorParts {
  readonly self: ProcessRef
  readonly files: SessionFiles
  readonly startPty: StartPty
  readonly tools: ProcessTools
}

export function createSupervisor({ self, files, startPty, tools }: SupervisorParts): Supervisor {
  const sessions = new Map<string, Session>()
  /** Of what is kept of each, as long as it is: one that is being written would bring back what is forgotten. */
  const updates = new Map<string, Promise<void>>()
  const listeners: ((change: SessionChange) => void)[] = []
  let recovered: readonly RecoveredSession[] = []
  let isRetired = false
  let colours: TerminalColours | undefined
  const tell = (change: SessionChange) => {
    for (const listener of listeners) listener(change)
  }
  const running = () => [...sessions.values()].filter(({ exit }) => exit === undefined)

  async function start(asked: SessionStart): Promise<Result<SessionInfo, StartProblem>> {
    if (isRetired) return problem('retired', 'A newer supervisor starts sessions now.')
    if (!isTaskId(asked.taskId) || !Number.isSafeInteger(asked.generation) || asked.generation < 1)
      return problem('wrong', `"${asked.taskId}" and ${asked.generation} name no session.`)
    if (!isTerminalSize(asked.size)) return problem('wrong', 'A terminal has from 2 to 1,000 columns and rows.')
    if (!isFolder(asked.cwd)) return problem('no-folder', `There is no folder ${asked.cwd}.`)
    const file = findProgram(asked.argv[0], asked)
    if (file === undefined) return problem('no-program', `${asked.argv[0]} was not found, or can’t be run.`)

    const record: StartRecord = {
      ...{ id: sessionId(asked), taskId: asked.taskId, generation: asked.generation, argv: asked.argv, cwd: asked.cwd },
      ...{ spawn: randomUUID(), size: asked.size, startedAtMs: Date.now(), supervisor: self },
    }
    if (!(await files.create(record)))
      return problem('exists', `${record.id} was started before: another generation is needed.`)
    let session: Session
    try {
      session = await begin(record, file, asked)
    } catch (cause) {
      await files.forget(record.id)
      return problem('failed', `${asked.argv[0]} was not started: ${cause instanceof Error ? cause.message : cause}.`)
    }
    const info = session.info()
    tell({ kind: 'started', session: info })
    session.ended.then(() => tell({ kind: 'ended', session: session.info() }))
    return ok(info)
  }

  async function begin(record: StartRecord, file: string, { argv, cwd, env, size }: SessionStart): Promise<Session> {
    const pty = startPty({ file, args: argv.slice(1), cwd, env: withTerminal(env, record), ...size })
    // Its output is read from the first moment on; who it is can be asked a little later.
    const found = tools.table.inspect(pty.pid)
    let known: StartRecord = record
    const session = createSession({
      record: {
        ...record,
        get process() {
          return known.process
        },
      },
      pty,
      files,
      colours,
      log: (onWritten) => createOutputLog(join(files.dir, record.id), { onWritten }),
      onCopied: (text) => tell({ kind: 'copied', session: session.info(), text }),
    })
    sessions.set(record.id, session)
    const process = await found.catch(() => undefined)
    if (process !== undefined) known = { ...record, process: { pid: process.pid, start: process.start } }
    // Nobody waits for the disk: whoever comes after a supervisor that was killed finds a program by its mark, too.
    updates.set(
      record.id,
      files.update(known).catch(() => undefined),
    )
    return session
  }

  async function end(id: string, options: EndingOptions): Promise<EndingReport | undefined> {
    const session = sessions.get(id)
    return session === undefined ? undefined : endSession(session, options, tools)
  }

  return {
    start,
    end,
    session: (id) => sessions.get(id),
    list: () => [...sessions.values()].map((session) => session.info()),
    endAll: (options) => Promise.all(running().map((session) => endSession(session, options, tools))),
    async forget(id) {
      const session = sessions.get(id)
      if (session === undefined || session.exit === undefined) return false
      await Promise.all([session.ended, updates.get(id)])
      sessions.delete(id)
      updates.delete(id)
      await files.forget(id)
      return true
    },
    setColours(wanted) {
      colours = wanted
      for (const session of sessions.values()) session.setColours(wanted)
    },
    retire() {
      isRetired = true
    },
    get isRetired() {
      return isRetired
    },
    get running() {
      return running().length
    },
    get recovered() {
      return recovered
    },
    async recover() {
      recovered = [...recovered, ...(await recoverSessions(files, tools))]
      return recovered
    },
    onChange: (listener) => void listeners.push(listener),
  }
}

const problem = (kind: StartProblem['kind'], message: string) => err({ kind, message })
