/** `tce watch --json` and `--plain`: what happens, a line each, until it is over. One session, or all that run. */
import type { LiveSessionState } from '../../core/session/live-session.ts'
import type { SessionEvent, SessionEventKind } from '../../core/session/session-event.ts'
import type { SessionWatch, WatchOptions } from '../../core/session/session-watch.ts'
import type { Services } from '../../services/services.ts'
import type { CommandContext } from '../context.ts'
import { endOfOutput } from './end-of-output.ts'
import { clockTime, createEventLines } from './event-lines.ts'

export interface PrintOptions {
  readonly isJson: boolean
  readonly kinds?: readonly SessionEventKind[] | undefined
  /** How many of what happened before are printed first. */
  readonly tail: number
  readonly watchOptions: WatchOptions
}

type Print = (event: SessionEvent, state: LiveSessionState) => void

/** Ends with the session. Undefined where there is no such session. */
export async function printSession(
  services: Services,
  id: string,
  options: PrintOptions,
  context: CommandContext,
): Promise<number | undefined> {
  const watch = await services.sessions.watch(id, options.watchOptions)
  if (watch === undefined) return undefined
  const end = endOfOutput(context.signals)
  const print = printerFor(options, context, false)
  try {
    await printWatch(watch, options, print, (state) => {
      if (state.status === 'ended') end.finish(0)
    })
    if (watch.state().status === 'ended') return 0
    return await end.reached
  } finally {
    watch.close()
    end.release()
  }
}

/** Every session that runs, also those that begin later. */
export async function printAllSessions(
  services: Services,
  options: PrintOptions,
  context: CommandContext,
): Promise<number> {
  const end = endOfOutput(context.signals)
  const print = printerFor(options, context, true)
  const watches = new Map<string, Promise<SessionWatch | undefined>>()
  const follow = (sessionIds: readonly string[]) => {
    for (const id of sessionIds) {
      if (watches.has(id)) continue
      const opened = services.sessions.watch(id, options.watchOptions)
      watches.set(id, opened)
      void opened.then((watch) => watch && printWatch(watch, options, print, () => {}))
    }
    for (const [id, opened] of watches) {
      if (sessionIds.includes(id)) continue
      watches.delete(id)
      void opened.then((watch) => watch?.close())
    }
  }
  const idsOf = (processes: readonly { readonly sessionId?: string | undefined }[]) =>
    processes.flatMap(({ sessionId }) => sessionId ?? [])
  const stop = services.bus.follow(['fleet.changed'], ({ data }) => follow(idsOf(data.processes)), {
    isAttentive: true,
  })
  try {
    follow(idsOf((await services.fleet.read()).processes))
    return await end.reached
  } finally {
    stop()
    for (const opened of watches.values()) (await opened)?.close()
    end.release()
  }
}

async function printWatch(
  watch: SessionWatch,
  { kinds, tail }: PrintOptions,
  print: Print,
  onState: (state: LiveSessionState) => void,
): Promise<void> {
  const isWanted = (event: SessionEvent) => kinds === undefined || kinds.includes(event.kind)
  let waiting: SessionEvent[] | undefined = []
  let printed = new Set<string>()
  watch.subscribe((change) => {
    if (change.type === 'state') onState(change.state)
    if (change.type !== 'events') return
    const wanted = change.events.filter(isWanted)
    if (waiting === undefined) for (const event of wanted) print(event, watch.state())
    else waiting.push(...wanted)
  })
  if (tail > 0) {
    const { events } = await watch.events({ limit: tail, kinds })
    printed = new Set(events.map(({ cursor }) => cursor))
    for (const event of events) print(event, watch.state())
  }
  const missed = waiting
  waiting = undefined
  for (const event of missed) if (!printed.has(event.cursor)) print(event, watch.state())
}

function printerFor({ isJson }: PrintOptions, { terminal }: CommandContext, isLabelled: boolean): Print {
  if (isJson) return (event, { sessionId }) => terminal.printJsonLine({ sessionId, ...event })
  const lineOf = createEventLines(terminal.look().glyphs, clockTime)
  return (event, state) => {
    const label = isLabelled ? (state.project ?? state.sessionId.slice(0, 8)) : undefined
    const text = lineOf(event, state, label)
    if (text !== undefined) terminal.print([text])
  }
}
