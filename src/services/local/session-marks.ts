/** What its user keeps of sessions on this machine: opened when somebody asks, as most commands do not. */
import type { Actor } from '../../core/audit/audit.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { SessionDetail, SessionQuery, SessionSummary } from '../../core/session/session.ts'
import type { MarkChange, MarkFilter, OverRule, SessionMarks } from '../../core/session/session-marks.ts'
import { changeMarks, isArchived, markFilter, noMarks } from '../../core/session/session-marks.ts'
import { plainText } from '../../core/words/text.ts'
import type { SessionMarkStore } from '../../sessions/session-mark-store.ts'
import type { MarkProblem } from '../sessions.ts'
import type { LocalBus } from './bus.ts'
import type { LocalLog } from './log.ts'
import { openOnDemand } from './open-on-demand.ts'

export interface MarkParts {
  /** The file can't be used: why. */
  readonly openMarks: () => Promise<Result<SessionMarkStore, string>>
  /** Whether there is such a file. @default there is */
  readonly areMarksKept?: (() => boolean) | undefined
  /** Undefined: nothing is put away by its age. */
  readonly archiveAfterMs: () => number | undefined
  /** Sessions’ names, at hand at once. */
  readonly names: () => ReadonlyMap<string, string>
}

interface Beside {
  readonly log: Pick<LocalLog, 'record'>
  readonly bus: Pick<LocalBus, 'append'>
  readonly clock: () => number
  /** Sessions whose process was seen in the last look: they have not ended. @default nobody looked */
  readonly running?: (() => ReadonlySet<string>) | undefined
  /** Sessions are called otherwise. */
  readonly onNames?: (() => void) | undefined
}

export interface KeptMarks {
  /** As they are now. */
  look(): Promise<MarkLook>
  change(session: SessionDetail, change: MarkChange, actor: Actor): Promise<Result<void, MarkProblem>>
  close(): Promise<void>
}

export interface MarkLook {
  readonly filter: (query: SessionQuery) => MarkFilter
  readonly of: (sessionId: string) => SessionMarks
  /** The session with what is kept of it. */
  readonly mark: <S extends SessionSummary>(session: S) => S
}

export function createKeptMarks(
  parts: MarkParts,
  { log, bus, clock, running = () => new Set(), onNames }: Beside,
): KeptMarks {
  const store = openOnDemand(parts.openMarks)
  const isKept = () => store.isOpen() || parts.areMarksKept?.() !== false

  async function all(): Promise<ReadonlyMap<string, SessionMarks>> {
    const opened = isKept() ? await store.open() : undefined
    return opened?.ok === true ? opened.value.all() : new Map()
  }

  return {
    async look() {
      const marks = await all()
      const afterMs = parts.archiveAfterMs()
      const over: OverRule = {
        beforeMs: afterMs === undefined ? Number.MIN_SAFE_INTEGER : clock() - afterMs,
        running: running(),
      }
      const of = (sessionId: string) => marks.get(sessionId) ?? noMarks
      return {
        of,
        filter: (query) => markFilter(query, marks, over),
        mark: (session) => withMarks(session, of(session.id), over),
      }
    },
    async change({ id, agent }, change, actor) {
      const opened = await store.open()
      if (!opened.ok) return err({ kind: 'unwritable', message: opened.error })
      const before = (await opened.value.all()).get(id) ?? noMarks
      const after = changeMarks(before, change)
      if (!after.ok) return err({ kind: 'bad-text', message: after.error })
      await opened.value.write({ id, agent }, after.value, clock())
      await log.record({ action: 'session.mark', actor, subject: id, outcome: 'done', message: inWords(id, change) })
      // Who shows sessions asks again.
      bus.append({ type: 'usage.changed', data: {} })
      if (after.value.name !== before.name) onNames?.()
      return ok(undefined)
    },
    close: store.close,
  }
}

function withMarks<S extends SessionSummary>(session: S, marks: SessionMarks, over: OverRule): S {
  const { name, note, tags, isStarred } = marks
  const lastActiveAtMs = session.lastActiveAt === undefined ? undefined : Date.parse(session.lastActiveAt)
  return {
    ...session,
    ...{ name, note, tags: tags.length === 0 ? undefined : tags, isStarred: isStarred || undefined },
    isArchived: isArchived(marks, { id: session.id, lastActiveAtMs }, over) || undefined,
  }
}

function inWords(id: string, { name, note, addTags = [], removeTags = [], isStarred, isArchived }: MarkChange): string {
  const list = (tags: readonly string[]) => tags.map((tag) => plainText(tag)).join(', ')
  const said = [
    name !== undefined && (name === '' ? 'has no name any more' : `is called "${plainText(name)}"`),
    note !== undefined && (note === '' ? 'has no note any more' : 'has another note'),
    addTags.length > 0 && `has the tags ${list(addTags)}`,
    removeTags.length > 0 && `is without the tags ${list(removeTags)}`,
    isStarred !== undefined && (isStarred ? 'is starred' : 'is no longer starred'),
    isArchived !== undefined && (isArchived ? 'is archived' : 'is no longer archived'),
  ].filter((words) => words !== false)
  return `Session ${id} ${said.join(', ') || 'stays as it is'}.`
}
