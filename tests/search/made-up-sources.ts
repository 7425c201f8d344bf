/** Sessions that are kept nowhere: their events as a reader would tell them. */
import type { LinePlace } from '../../src/agents/line-cursor.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import type { SearchSource } from '../../src/search/search-source.ts'

/** An event without its place. */
export type Said = SessionEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'cursor' | 'lane'>
    : never
  : never

export interface MadeUpSession {
  readonly sessionId: string
  readonly agent?: string
  readonly changedMs: number
  readonly isRewritten?: boolean
  readonly isKeptHere?: boolean
  /** By lane. */
  readonly said: Readonly<Record<string, readonly Said[]>>
}

export function sourceOf({
  sessionId,
  agent = 'claude',
  changedMs,
  isRewritten = false,
  isKeptHere = false,
  said,
}: MadeUpSession): SearchSource {
  const lanes = Object.entries(said).map(([lane, own]) => ({
    lane,
    events: own.map((event, at) => ({ ...event, lane, cursor: `${lane}@${at}.0` }) as SessionEvent),
  }))
  const all = lanes.flatMap(({ events }) => events)
  return {
    ...{ sessionId, agent, changedMs, isRewritten },
    mark: `${changedMs} ${all.length}`,
    isKeptHere: () => isKeptHere,
    said: (cursor) => all.find((event) => event.cursor === cursor),
    lanes: () =>
      lanes.map(({ lane, events }) => ({
        lane,
        forward: (entry) =>
          events
            .slice(entry.kind === 'edge' ? 0 : behind(entry.place))
            .map((event) => ({ event, atMs: Date.parse(event.at ?? '') })),
      })),
  }
}

const behind = ({ offset }: LinePlace): number => offset + 1
