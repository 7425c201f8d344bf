/** `tce watch --json` and `--plain`: what happens, a line each, until it is over. One session, or all that go on. */
import { setTimeout as wait } from 'node:timers/promises'
import type { FleetReport } from '../../core/process/report.ts'
import type { LiveSessionState } from '../../core/session/live-session.ts'
import type { EventCursor, SessionEvent, SessionEventKind } from '../../core/session/session-event.ts'
import { mostEventsPerPage, type SessionWatch, type WatchOptions } from '../../core/session/session-watch.ts'
import type { Services } from '../../services/services.ts'
import { kindMark } from '../../terminal/agent-words.ts'
import { type Line, line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { type EndOfOutput, endOfOutput } from './end-of-output.ts'
import { clockTime, createEventLines } from './event-lines.ts'
import type { WatchTarget } from './watch-target.ts'

export interface PrintOptions {
  readonly isJson: boolean
  readonly kinds?: readonly SessionEventKind[] | undefined
  /** How many of what happened before are printed first. */
  readonly tail: number
  readonly watchOptions: WatchOptions
}

type Print = (event: SessionEvent, state: LiveSessionState) => void

/** One that was named by its id is followed until it is told to end; one named otherwise as long as it goes on. Undefined: no such session. */
export async function printSession(
  services: Services,
  target: Extract<WatchTarget, { kind: 'session' }>,
  options: PrintOptions,
  context: CommandContext,
): Promise<number | undefined> {
  const end = endOfOutput(context.signals)
  const print = printerFor(options, context)
  const closing: SessionWatch[] = []
  try {
    const watch = await openWatch(services, target, { options, context, end })
    if (watch === undefined) return undefined
    if (typeof watch === 'number') return watch
    closing.push(watch)
    const endWith = ({ status }: LiveSessionState) => {
      if (status === 'ended' && !target.isById) end.finish(0)
    }
    await printWatch(watch, { tail: options.tail }, options, { print, onState: endWith })
    endWith(watch.state())
    return await end.reached
  } finally {
    for (const watch of closing) watch.close()
    end.release()
  }
}

const askAgainMs = 1_000

/** A whole id may be of a session that has yet to begin: it is waited for. A number: the exit code of who would not wait. */
async function openWatch(
  { sessions }: Services,
  { id }: Extract<WatchTarget, { kind: 'session' }>,
  of: { readonly options: PrintOptions; readonly context: CommandContext; readonly end: EndOfOutput },
): Promise<SessionWatch | number | undefined> {
  const { options, context, end } = of
  const found = await sessions.watch(id, options.watchOptions)
  if (found !== undefined || !isWholeId(id)) return found
  context.terminal.printError([line(span(`No session ${id} yet: waiting for its first record.`, 'dim'))])
  for (;;) {
    const code = await Promise.race([end.reached, wait(askAgainMs, undefined)])
    if (code !== undefined) return code
    const begun = await sessions.watch(id, options.watchOptions)
    if (begun !== undefined) return begun
  }
}

const isWholeId = (id: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)

/** Every session that goes on, with or without a process that is seen, also those that begin later. */
export async function printAllSessions(
  services: Services,
  options: PrintOptions,
  context: CommandContext,
): Promise<number> {
  const end = endOfOutput(context.signals)
  const kinds = new Set<string>()
  const all = new PrintedSessions(services, options, {
    print: printerFor(options, context, (state) => labelOf(state, kinds.size > 1)),
    nowMs: context.nowMs,
    fail: end.fail,
  })
  const follow = (fleet: FleetReport) => {
    const live = [...fleet.processes, ...(fleet.sessionsWithoutProcess ?? [])]
    for (const { agent } of live) kinds.add(agent)
    all.follow(new Set(live.flatMap(({ sessionId }) => sessionId ?? [])))
  }
  const stop = services.bus.follow(['fleet.changed'], ({ data }) => follow(data), { isAttentive: true })
  try {
    follow(await services.fleet.read())
    return await end.reached
  } finally {
    stop()
    await all.close()
    end.release()
  }
}

/** Whose it is stands before it, once there were several kinds. */
function labelOf({ agent, project, sessionId }: LiveSessionState, hasKinds: boolean): Line {
  const name = span(project ?? sessionId.slice(0, 8), 'bold')
  return hasKinds ? [kindMark(agent), span(' '), name] : [name]
}

interface Printed {
  /** Undefined while the session does not go on. */
  watch: Promise<SessionWatch | undefined> | undefined
  /** Of the last event that was printed: a session that goes on again begins behind it. */
  last: EventCursor | undefined
}

interface PrintedOptions {
  readonly print: Print
  readonly nowMs: () => number
  readonly fail: (cause: unknown) => void
}

class PrintedSessions {
  readonly #sessions = new Map<string, Printed>()
  readonly #services: Services
  readonly #options: PrintOptions
  readonly #of: PrintedOptions
  readonly #startedMs: number
  #isFirst = true

  constructor(services: Services, options: PrintOptions, of: PrintedOptions) {
    this.#services = services
    this.#options = options
    this.#of = of
    this.#startedMs = of.nowMs()
  }

  follow(ids: ReadonlySet<string>): void {
    for (const id of ids) {
      const known = this.#sessions.get(id)
      if (known?.watch !== undefined) continue
      const printed: Printed = known ?? { watch: undefined, last: undefined }
      this.#sessions.set(id, printed)
      printed.watch = this.#services.sessions.watch(id, this.#options.watchOptions)
      this.#print(printed, printed.watch, this.#beginOf(printed)).catch(this.#of.fail)
    }
    for (const [id, printed] of this.#sessions) if (!ids.has(id)) this.#rest(printed)
    this.#isFirst = false
  }

  async close(): Promise<void> {
    for (const { watch } of this.#sessions.values()) (await watch)?.close()
  }

  /** Of what was there before: so much. Of what began later: all since then. */
  #beginOf({ last }: Printed): Begin {
    if (last !== undefined) return { after: last }
    return this.#isFirst ? { tail: this.#options.tail } : { sinceMs: this.#startedMs }
  }

  async #print(printed: Printed, opening: Promise<SessionWatch | undefined>, begin: Begin): Promise<void> {
    const watch = await opening
    // It has written nothing yet: asked for again with the next look.
    if (watch === undefined) printed.watch = undefined
    else {
      const print: Print = (event, state) => {
        printed.last = event.cursor
        this.#of.print(event, state)
      }
      await printWatch(watch, begin, this.#options, { print, onState: () => {} })
    }
  }

  #rest(printed: Printed): void {
    const { watch } = printed
    printed.watch = undefined
    void watch?.then(
      (opened) => opened?.close(),
      () => {},
    )
  }
}

/** What is printed of what happened before. */
type Begin = { readonly tail: number } | { readonly sinceMs: number } | { readonly after: EventCursor }

async function printWatch(
  watch: SessionWatch,
  begin: Begin,
  { kinds }: PrintOptions,
  { print, onState }: { readonly print: Print; readonly onState: (state: LiveSessionState) => void },
): Promise<void> {
  const isWanted = (event: SessionEvent) => kinds === undefined || kinds.includes(event.kind)
  let waiting: SessionEvent[] | undefined = []
  watch.subscribe((change) => {
    if (change.type === 'state') onState(change.state)
    if (change.type !== 'events') return
    const wanted = change.events.filter(isWanted)
    if (waiting === undefined) for (const event of wanted) print(event, watch.state())
    else waiting.push(...wanted)
  })
  const before = await eventsBefore(watch, begin, kinds)
  for (const event of before) print(event, watch.state())
  const printed = new Set(before.map(({ cursor }) => cursor))
  const missed = waiting
  waiting = undefined
  for (const event of missed) if (!printed.has(event.cursor)) print(event, watch.state())
}

async function eventsBefore(
  watch: SessionWatch,
  begin: Begin,
  kinds: PrintOptions['kinds'],
): Promise<readonly SessionEvent[]> {
  if ('tail' in begin) return begin.tail === 0 ? [] : (await watch.events({ limit: begin.tail, kinds })).events
  const limit = mostEventsPerPage
  if ('after' in begin) return (await watch.events({ after: begin.after, kinds, limit })).events
  const { events } = await watch.events({ kinds, limit })
  return events.filter(({ at }) => at === undefined || Date.parse(at) >= begin.sinceMs)
}

function printerFor(
  { isJson }: PrintOptions,
  { terminal }: CommandContext,
  labelFor?: (state: LiveSessionState) => Line,
): Print {
  if (isJson) return (event, { sessionId }) => terminal.printJsonLine({ sessionId, ...event })
  const lineOf = createEventLines(terminal.look().glyphs, clockTime)
  return (event, state) => {
    const text = lineOf(event, state, labelFor?.(state))
    if (text !== undefined) terminal.print([text])
  }
}
