/** Reads what sessions say since a moment, newest first, in small steps; each that did not change since it was read is left alone. */
import type { LinePlace } from '../agents/line-cursor.ts'
import { createWasteCollector } from '../core/advice/session-waste.ts'
import type { WasteSigns } from '../core/advice/waste-signs.ts'
import type { Bill } from '../core/analytics/billed.ts'
import type { SessionEvent } from '../core/session/session-event.ts'
import { minutes } from '../core/time/duration.ts'
import type { KnownWaste, WasteStore } from './waste-store.ts'

/** A session, as whoever reads it gives it. */
export interface WasteSource {
  readonly agent: string
  readonly sessionId: string
  readonly changedMs: number
  /** Another one after every write. */
  readonly mark: string
  /** Its folder is one that its user left out; what the ledger knows of that was looked up before. @default false */
  looksLeftOut?(): boolean
  lanes(): readonly {
    forward(
      entry: { readonly kind: 'edge' } | { readonly kind: 'place'; readonly place: LinePlace },
    ): Iterable<{ readonly event: SessionEvent; readonly atMs: number } | undefined>
  }[]
}

export interface WastePass {
  readonly store: WasteStore
  readonly signs: WasteSigns
  readonly sources: readonly WasteSource[]
  readonly sinceMs: number
  /** By the ledger: what counts in another session, or replays another response, is no waste of this one. */
  readonly billed?: { billOf(sessionId: string): Bill } | undefined
  /** Called between steps: false ends it. */
  readonly goesOn: () => Promise<boolean>
  readonly clock?: () => number
}

/** Rules run after a session ends: one that is written to is read again when it was quiet, or after so long. */
const quietMs = minutes(3)
const againAfterMs = minutes(30)

export const toRead = ({
  store,
  sources,
  sinceMs,
  clock = Date.now,
}: Omit<WastePass, 'goesOn' | 'signs' | 'billed'>): readonly WasteSource[] => {
  const known = new Map(store.known().map((one) => [keyOf(one), one]))
  return sources.filter((source) => source.changedMs >= sinceMs && isDue(source, known.get(keyOf(source)), clock()))
}

function isDue({ mark, changedMs }: WasteSource, known: KnownWaste | undefined, nowMs: number): boolean {
  if (known === undefined) return true
  return known.mark !== mark && (nowMs - changedMs >= quietMs || nowMs - known.readMs >= againAfterMs)
}

export async function readWaste(pass: WastePass): Promise<void> {
  for (const source of toRead(pass)) if (!(await readOne(source, pass))) return
}

/** False: it was ended before the session's end, of which nothing is kept then. */
async function readOne(
  source: WasteSource,
  { store, signs, billed, goesOn, clock = Date.now }: WastePass,
): Promise<boolean> {
  if (source.looksLeftOut?.() === true) return goesOn()
  const collector = createWasteCollector(signs)
  const bill = billed?.billOf(source.sessionId)
  let steps = 0
  for (const lane of source.lanes()) {
    for (const told of lane.forward({ kind: 'edge' })) {
      if (told !== undefined)
        collector.take(asBilled(told.event, bill), Number.isFinite(told.atMs) ? told.atMs : source.changedMs)
      steps += 1
      if ((told === undefined || steps % eventsAtOnce === 0) && !(await goesOn())) return false
    }
  }
  store.put(source, source.mark, source.changedMs, clock(), collector.waste())
  return goesOn()
}

const eventsAtOnce = 200

function asBilled(event: SessionEvent, bill: Bill | undefined): SessionEvent {
  const { response } = event
  if (response === undefined || bill?.ofResponse(response)?.length !== 0) return event
  return { ...event, response: { ...response, isCopy: true } }
}

const keyOf = ({ agent, sessionId }: Pick<WasteSource, 'agent' | 'sessionId'>): string => `${agent} ${sessionId}`
