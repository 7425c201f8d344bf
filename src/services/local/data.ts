/** What this machine's stores hold, and what of it goes when its user wants that. */
import type { Actor } from '../../core/audit/audit.ts'
import type { KeptData, ProjectData, ProjectSessions } from '../../core/data/kept-data.ts'
import { err, ok, type Result } from '../../core/result.ts'
import { formatBytes, plural } from '../../core/words/format.ts'
import type { DataProblem, DataService } from '../data.ts'
import type { LocalAdvice } from './advice.ts'
import type { LocalAnalytics } from './analytics.ts'
import type { LocalBus } from './bus.ts'
import type { LocalEvents } from './events.ts'
import type { LocalLog } from './log.ts'
import { allSessions, type LocalSearch } from './search.ts'
import type { LedgerSource, LocalUsage } from './usage.ts'

/** The files, looked at beside whoever keeps them: app/data-files.ts */
export interface DataFiles {
  look(): Promise<KeptData>
  ofProject(of: ProjectSessions): Pick<ProjectData, 'texts' | 'prompts' | 'keptHereAlone'>
  /** For whatever reads their agents' files. */
  noteForgotten(sessionIds: readonly string[]): Promise<void>
  forgetPrompts(sessionIds: readonly string[]): Promise<void>
  clearPrompts(): Promise<void>
  clearLog(): Promise<void>
  /** Of stores that nobody has open. */
  remove(store: 'usage' | 'search' | 'analytics' | 'advice'): void
}

export interface DataBeside {
  readonly events: Pick<LocalEvents, 'ofProject' | 'forget' | 'clear'>
  readonly usage: Pick<LocalUsage, 'whileClosed'> & {
    open(): Promise<Pick<LedgerSource, 'sessions' | 'update'>>
  }
  readonly search: Pick<LocalSearch, 'forget' | 'whileClosed'>
  readonly analytics: Pick<LocalAnalytics, 'forget' | 'whileClosed'>
  readonly advice: Pick<LocalAdvice, 'forget' | 'whileClosed'>
  readonly log: Pick<LocalLog, 'record'>
  readonly bus: Pick<LocalBus, 'append'>
}

export function createData(
  openFiles: () => Promise<DataFiles>,
  { events, usage, search, analytics, advice, log, bus }: DataBeside,
): DataService {
  const changed = () => {
    for (const type of ['queue.changed', 'team.changed', 'usage.changed'] as const) bus.append({ type, data: {} })
  }

  async function sessionsOf(project: string): Promise<Result<ProjectSessions, DataProblem>> {
    const sessions = await allSessions(await usage.open(), { project })
    const [first] = sessions
    if (first !== undefined) return ok({ project: first.project ?? project, sessionIds: sessions.map(({ id }) => id) })
    return err({ kind: 'no-project', message: `No session of a project “${project}” is known.` })
  }

  const countOf = async (of: ProjectSessions): Promise<ProjectData> => ({
    project: of.project,
    sessions: of.sessionIds.length,
    events: await events.ofProject(of),
    ...(await openFiles()).ofProject(of),
  })

  async function forget(of: ProjectSessions, actor: Actor): Promise<Result<ProjectData, DataProblem>> {
    const data = await countOf(of)
    const files = await openFiles()
    await files.noteForgotten(of.sessionIds)
    const gone = await events.forget(of)
    if (!gone.ok) return err({ kind: 'unwritable', message: gone.error.message })
    await files.forgetPrompts(of.sessionIds)
    await search.forget(of.sessionIds)
    await analytics.forget(of.sessionIds)
    await advice.forget(of.sessionIds)
    await (await usage.open()).update()
    changed()
    const message = `${plural(data.events, 'event')}, ${plural(data.texts, 'text')} and ${plural(data.prompts, 'prompt')} are gone.`
    await log.record({ action: 'data.forget', actor, subject: of.project, outcome: 'done', message })
    return ok(data)
  }

  return {
    read: async () => (await openFiles()).look(),
    async ofProject(project) {
      const of = await sessionsOf(project)
      return of.ok ? ok(await countOf(of.value)) : of
    },
    async forget(project, actor) {
      const of = await sessionsOf(project)
      return of.ok ? forget(of.value, actor) : of
    },
    async deleteAll(actor) {
      const files = await openFiles()
      const before = await files.look()
      const cleared = await events.clear()
      if (!cleared.ok) return err({ kind: 'unwritable', message: cleared.error.message })
      await search.whileClosed(() => files.remove('search'))
      await analytics.whileClosed(() => files.remove('analytics'))
      await advice.whileClosed(() => files.remove('advice'))
      await usage.whileClosed(() => files.remove('usage'))
      await files.clearPrompts()
      await files.clearLog()
      changed()
      const bytes = Math.max(0, before.bytes - (await files.look()).bytes)
      const message = `${formatBytes(bytes)} were deleted.`
      await log.record({ action: 'data.delete', actor, subject: 'everything stored', outcome: 'done', message })
      return ok({ bytes })
    },
  }
}
