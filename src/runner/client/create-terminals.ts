/** `Terminals` through the supervisors of a data folder. */
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { EndingReport, SessionInfo, SupervisorInfo } from '../../core/terminals/session.ts'
import { isSessionId } from '../../core/terminals/session.ts'
import { buildHash } from '../build-hash.ts'
import { recoverSessions } from '../recover.ts'
import { createSessionFiles, type LastScreen, type StartRecord, supervisorLog } from '../session-files.ts'
import type { ProcessTools } from '../supervisor/own-processes.ts'
import type { KnownSession, SessionChange, SupervisorReport, TerminalProblem, Terminals } from '../terminals.ts'
import { attachThrough, lostProblem } from './attached.ts'
import type { SupervisorLine } from './connect.ts'
import { createLines, type FoundSupervisor, type LinesOptions } from './lines.ts'

export interface TerminalsOptions extends Omit<LinesOptions, 'table'> {
  readonly tools: ProcessTools
  /** Starts the program of a supervisor of this code, detached, and returns at once. */
  readonly launch: () => Promise<Result<void, string>>
  /** Until it is found. */
  readonly startsWithinMs?: number | undefined
}

type Asked = FoundSupervisor & { readonly sessions?: readonly SessionInfo[] | undefined }
type Reached = FoundSupervisor & { readonly line: SupervisorLine }
const isReached = (found: FoundSupervisor): found is Reached => found.line !== undefined

export function createTerminals(options: TerminalsOptions): Terminals {
  const { dataDir, tools, launch, startsWithinMs = 10_000 } = options
  const lines = createLines({ ...options, table: tools.table })
  const files = createSessionFiles(dataDir)
  const listeners = new Set<(change: SessionChange) => void>()
  /** Where a session was seen last. */
  const places = new Map<string, Reached>()
  let lastChannel = 0
  let starting: Promise<Result<Reached, TerminalProblem>> | undefined
  lines.onLine((line) => {
    line.onEvent(({ event, session, text }) => {
      if (event !== 'started' && event !== 'ended' && event !== 'copied') return
      const more = typeof text === 'string' ? { text } : {}
      for (const listener of listeners) listener({ kind: event, session: session as SessionInfo, ...more })
    })
    void line.closed.then(() => {
      for (const listener of listeners) listener({ kind: 'line-lost' })
    })
  })

  async function current(): Promise<Reached | undefined> {
    const found = (await lines.find()).filter(isReached)
    return found.find(({ info, line }) => info.build === buildHash() && line.isOpen)
  }

  /** One at a time: of two that ask, the second finds what the first has started. */
  function place(): Promise<Result<Reached, TerminalProblem>> {
    starting ??= startOne().finally(() => {
      starting = undefined
    })
    return starting
  }

  async function startOne(): Promise<Result<Reached, TerminalProblem>> {
    const unreachable = (message: string) => err({ kind: 'unreachable', message })
    const there = await current()
    if (there !== undefined) return ok(there)
    const launched = await launch()
    if (!launched.ok) return unreachable(launched.error)
    for (let waitedMs = 0; waitedMs < startsWithinMs; waitedMs += 25) {
      const found = await current()
      if (found !== undefined) {
        await retireOthers(found)
        return ok(found)
      }
      await tools.wait(25)
    }
    const log = supervisorLog(dataDir)
    return unreachable(`The supervisor was started and did not answer in ${startsWithinMs / 1000} s: see ${log}.`)
  }

  /** They keep what they have, and go with it. */
  async function retireOthers({ info }: Reached): Promise<void> {
    for (const other of (await lines.find()).filter(isReached))
      if (other.info.build !== info.build) await other.line.ask({ op: 'retire' })
  }

  async function sessionsOf({ line }: Reached): Promise<readonly SessionInfo[] | undefined> {
    const answer = await line.ask({ op: 'list' })
    return answer === undefined ? undefined : (answer['sessions'] as readonly SessionInfo[])
  }

  /** With what they hold; undefined where one did not say. */
  async function look(): Promise<readonly Asked[]> {
    const found = await Promise.all(
      (await lines.find()).map(async (one) => {
        const sessions = isReached(one) ? await sessionsOf(one) : undefined
        for (const { id } of sessions ?? []) if (isReached(one)) places.set(id, one)
        return { ...one, sessions }
      }),
    )
    // One that went away while it was asked is not silent but gone: it will not be found again.
    const isGone = found.some(({ line, sessions }) => line?.isOpen === false && sessions === undefined)
    return isGone ? look() : found
  }

  async function placeOf(id: string): Promise<Result<Reached, TerminalProblem>> {
    const known = places.get(id)
    if (known?.line.isOpen === true) return ok(known)
    places.delete(id)
    const found = await look()
    const place = places.get(id)
    if (place !== undefined) return ok(place)
    const kept = isSessionId(id) ? await files.read(id) : undefined
    if (kept === undefined) return err({ kind: 'no-session', message: `There is no session ${id}.` })
    const holder = found.find(({ info }) => info.pid === kept.start.supervisor.pid)
    if (holder !== undefined && holder.line === undefined)
      return err({ kind: 'silent', message: `The supervisor of ${id} (pid ${holder.info.pid}) does not answer.` })
    return err({ kind: 'ended', message: `${id} has ended.` })
  }

  async function ask<T>(
    id: string,
    order: Readonly<Record<string, unknown>>,
    field: string,
  ): Promise<Result<T, TerminalProblem>> {
    const place = await placeOf(id)
    if (!place.ok) return place
    const answer = await place.value.line.ask(order)
    if (answer === undefined) return err(lostProblem(id))
    const error = answer['error'] as TerminalProblem | undefined
    return error === undefined ? ok(answer[field] as T) : err(error)
  }

  return {
    prepare: () => void place().catch(() => undefined),
    async start(start) {
      const found = await place()
      if (!found.ok) return found
      const answer = await found.value.line.ask({ op: 'start', start })
      if (answer === undefined) return err({ kind: 'unreachable', message: 'The supervisor went away.' })
      const error = answer['error'] as TerminalProblem | undefined
      if (error !== undefined) return err(error)
      const session = answer['session'] as SessionInfo
      places.set(session.id, found.value)
      return ok({ ...session, supervisor: found.value.info })
    },
    async list() {
      const found = await look()
      const live = found.flatMap(({ info, sessions }) =>
        (sessions ?? []).map((session): KnownSession => ({ ...session, supervisor: info })),
      )
      const known = new Set(live.map(({ id }) => id))
      const kept = (await files.all()).filter(({ start }) => !known.has(start.id))
      const silent = found.filter(({ sessions }) => sessions === undefined).map(({ info }) => info)
      // One of a supervisor that lives, and did not name it, is just being started or forgotten.
      const past = kept
        .filter(({ start, exit }) => exit !== undefined || !found.some(({ info }) => info.pid === start.supervisor.pid))
        .map(({ start, exit }): KnownSession => fromRecord(start, { exit }))
      return { sessions: [...live, ...past], silent }
    },
    async attach(id, viewer, attachOptions = {}) {
      const place = await placeOf(id)
      if (!place.ok) return place
      lastChannel += 1
      return attachThrough(place.value.line, lastChannel, id, viewer, attachOptions)
    },
    end: (id, { exitKeys, graceMs } = {}) =>
      ask<EndingReport>(id, { op: 'end', id, exitKeys: exitKeys?.toString('base64'), graceMs }, 'report'),
    async lastScreen(id) {
      if (!isSessionId(id)) return undefined
      const kept = await files.read(id)
      if (kept === undefined || kept.exit === undefined) return undefined
      return (await files.lastScreen(id)) ?? screenFromLog(id, kept.start)
    },
    output: (id, from) => (isSessionId(id) ? files.output(id, from) : undefined),
    async forget(id) {
      if (!isSessionId(id)) return false
      const asked = await ask<boolean>(id, { op: 'forget', id }, 'isForgotten')
      if (asked.ok) return asked.value
      const kept = await files.read(id)
      if (asked.error.kind !== 'ended' || kept?.exit === undefined) return false
      await files.forget(id)
      return true
    },
    async setColours(colours) {
      for (const { line } of (await lines.find()).filter(isReached)) await line.ask({ op: 'colours', colours })
    },
    recover: () => recoverSessions(files, tools),
    onChange(listener) {
      listeners.add(listener)
      // Whoever listens is connected.
      void lines.find()
      return () => void listeners.delete(listener)
    },
    supervisors: async () => (await look()).map(reportOf),
    async stop(supervisor) {
      const place = (await lines.find()).find(({ info }) => isSameSupervisor(info, supervisor))
      if (place === undefined) return err({ kind: 'unreachable', message: `There is no supervisor ${supervisor.pid}.` })
      if (!isReached(place)) return err({ kind: place.why ?? 'silent', message: noAnswer(place) })
      const answer = await place.line.ask({ op: 'stop' })
      if (answer === undefined)
        return err({ kind: 'unreachable', message: `The supervisor ${supervisor.pid} went away.` })
      return ok(answer['reports'] as readonly EndingReport[])
    },
    close() {
      listeners.clear()
      lines.close()
    },
  }

  /** Cut off: what its log tells is read once more. */
  async function screenFromLog(id: string, { size }: StartRecord): Promise<LastScreen | undefined> {
    const output = files.output(id, 0)
    if (output === undefined) return undefined
    // Whoever holds terminals need not hold the program that draws them.
    const { createScreen } = await import('../screen/screen.ts')
    const screen = createScreen({ size, answer: () => undefined })
    let end = output.offset
    for await (const bytes of output.bytes) {
      end += bytes.length
      await new Promise<void>((resolve) => screen.feed(bytes, resolve))
    }
    const text = await new Promise<string>((resolve) => {
      let drawn = ''
      screen.history(
        (part) => {
          drawn = (part.isFirst ? '' : drawn) + part.bytes.toString('utf8')
          if (part.offset !== undefined) resolve(drawn)
        },
        () => true,
      )
    })
    screen.dispose()
    return { size, offset: end, text }
  }
}

function reportOf(found: Asked): SupervisorReport {
  const { info, line, why, sessions } = found
  const state =
    line === undefined ? why : sessions === undefined ? 'silent' : info.build === buildHash() ? 'current' : 'other'
  return { ...info, state, sessions: sessions ?? [] }
}

const isSameSupervisor = (a: SupervisorInfo, b: Pick<SupervisorInfo, 'pid' | 'start'>): boolean =>
  a.pid === b.pid && a.start === b.start

const noAnswer = ({ info, why }: FoundSupervisor): string =>
  why === 'foreign'
    ? `The supervisor ${info.pid} (version ${info.version}) speaks no language that this version knows.`
    : `The supervisor ${info.pid} does not answer.`

/** Nobody holds it: where nobody wrote how it ended, it was cut off. */
function fromRecord({ supervisor: _, ...start }: StartRecord, { exit }: Pick<SessionInfo, 'exit'>): KnownSession {
  return { ...start, offset: 0, viewers: 0, exit: exit ?? { isObserved: false, noticedAtMs: Date.now() } }
}
