/**
 * One session as its agent keeps it: followed, read in pages, replayed into a state. Each form in which agents keep sessions has a
 * reader of its own, line-files/ that of files of lines; what a cursor's place means it alone knows.
 */
import type { LogLine } from '../agents/agent.ts'
import type { SubagentFacts } from '../agents/session-source.ts'
import type { EventCursor, SessionEvent } from '../core/session/session-event.ts'
import type { EventQuery, SessionEventPage } from '../core/session/session-watch.ts'

export interface SessionReader {
  /**
   * Finds how far the session has got: following begins there. What is before is read by `newest` and `replay`, what comes after it
   * is told once `follow` is called. Called again after `voided`.
   */
  begin(): Promise<Beginning>
  follow(): void
  /** The newest events from before the place where following begins, oldest first. */
  newest(limit: number): Promise<readonly SessionEvent[]>
  /**
   * Everything from the first record to where following has got, in brief, in slices between which others work. Which events it
   * took in, some may be told as well; undefined when the records became others on the way, or `isWanted` says no.
   */
  replay(into: ReplaySink, isWanted: () => boolean): Promise<((event: SessionEvent) => boolean) | undefined>
  /** `shown`: an event as its reader may see it; secrets are gone before anything is searched. */
  page(query: EventQuery, shown: (event: SessionEvent) => SessionEvent): Promise<SessionEventPage>
  /** With all of its text. */
  event(cursor: EventCursor): SessionEvent | undefined
  /** Something else tells that it may have begun to write. */
  look(): void
  close(): void
}

export interface Beginning {
  /** False as long as nothing was written: before the first prompt. */
  readonly isThere: boolean
  /** Reading all of it takes too long to wait for. */
  readonly isLarge: boolean
}

/** What records tell beside their events. */
export interface ReplaySink {
  add(event: SessionEvent): void
  noteFacts(facts: LogLine['facts']): void
  noteSubagent(lane: string, facts: SubagentFacts): void
}

export interface ReaderListener {
  /** What was written, in order; of one lane. */
  appended(lane: string, lines: readonly LogLine[]): void
  subagent(lane: string, facts: SubagentFacts): void
  /** The records are others than before: what was told is void. */
  voided(): void
  /** What can't be read, in words; none when all is well. */
  problems(problems: readonly string[]): void
}
