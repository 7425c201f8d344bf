/** What this machine's stores hold, and what of it goes when its user wants that. */
import type { Actor } from '../../core/audit/audit.ts'
import type {
  ArchivedOf,
  ArchiveShare,
  KeptData,
  ProjectData,
  ProjectSessions,
  SessionData,
  SessionsData,
  StoreId,
} from '../../core/data/kept-data.ts'
import { err, ok, type Result } from '../../core/result.ts'
import { formatBytes, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { DataProblem, DataService } from '../data.ts'
import type { LocalAdvice } from './advice.ts'
import type { LocalAlerts } from './alerts.ts'
import type { LocalAnalytics } from './analytics.ts'
import type { LocalBus } from './bus.ts'
import type { LocalEvents } from './events.ts'
import type { LocalLimits } from './limits.ts'
import type { LocalLog } from './log.ts'
import { allSessions, type LocalSearch } from './search.ts'
import type { LedgerSource, LocalUsage } from './usage.ts'

/** The files, looked at beside whoever keeps them: app/data-files.ts */
export interface DataFiles {
  look(): Promise<KeptData>
  ofSessions(ids: readonly string[]): Omit<SessionsData, 'events'> & Pick<ProjectData, 'keptHereAlone'>
  archived(of: ArchivedSessions): ArchiveShare
  /** Which of them were kept there alone. */
  deleteArchived(of: ArchivedSessions): Promise<readonly string[]>
  /** Out of the archive, for good. */
  forgetArchived(sessionIds: readonly string[]): Promise<void>
  clearArchive(): Promise<void>
  /** For whatever reads their agents' files. */
  noteForgotten(sessionIds: readonly string[]): Promise<void>
  forgetPrompts(sessionIds: readonly string[]): Promise<void>
  clearPrompts(): Promise<void>
  clearLog(): Promise<void>
  /** What restores put aside. */
  clearAside(): Promise<void>
  /** Of stores that nobody has open. */
  remove(store: 'usage' | 'search' | 'analytics' | 'advice'): void
}

/** All that is said holds. */
export interface ArchivedSessions {
  readonly sessionIds?: readonly string[] | undefined
  readonly agent?: string | undefined
  /** Written last before this moment. */
  readonly beforeMs?: number | undefined
}

export interface DataBeside {
  readonly events: Pick<LocalEvents, 'ofProject' | 'forget' | 'clear'>
  readonly usage: Pick<LocalUsage, 'whileClosed'> & {
    open(): Promise<Pick<LedgerSource, 'sessions' | 'session' | 'update'>>
  }
  readonly search: Pick<LocalSearch, 'forget' | 'whileClosed' | 'problem'>
  readonly analytics: Pick<LocalAnalytics, 'forget' | 'whileClosed' | 'problem'>
  readonly advice: Pick<LocalAdvice, 'forget' | 'whileClosed' | 'problem'>
  readonly alerts: Pick<LocalAlerts, 'forget'>
  readonly limits: Pick<LocalLimits, 'forget' | 'clear'>
  readonly log: Pick<LocalLog, 'record'>
  readonly bus: Pick<LocalBus, 'append'>
  /** Whether it goes on at this moment. */
  readonly isRunning: (sessionId: string) => Promise<boolean>
  readonly clock: () => number
}

export function createData(
  openFiles: () => Promise<DataFiles>,
  { events, usage, search, analytics, advice, alerts, limits, log, bus, isRunning, clock }: DataBeside,
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

  const countOf = async (of: ProjectSessions): Promise<SessionsData & Pick<ProjectData, 'keptHereAlone'>> => ({
    events: await events.ofProject(of),
    ...(await openFiles()).ofSessions(of.sessionIds),
  })
  const projectOf = async (of: ProjectSessions): Promise<ProjectData> => ({
    project: of.project ?? '',
    sessions: of.sessionIds.length,
    ...(await countOf(of)),
  })

  async function sessionOf(id: string): Promise<Result<SessionData, DataProblem>> {
    const session = await (await usage.open()).session(id)
    if (session === undefined) {
      const message = `No session, or more than one, begins with "${plainText(id)}". See: tce sessions`
      return err({ kind: 'no-session', message })
    }
    const { keptHereAlone, ...data } = await countOf({ sessionIds: [session.id] })
    return ok({ id: session.id, title: session.title, isOnlyHere: keptHereAlone > 0, ...data })
  }

  /** From here on nothing reads their agents' files to keep what they say. */
  async function takeOut(of: ProjectSessions): Promise<DataProblem | undefined> {
    const files = await openFiles()
    await files.noteForgotten(of.sessionIds)
    const gone = await events.forget(of)
    if (!gone.ok) return { kind: 'unwritable', message: gone.error.message }
    await files.forgetPrompts(of.sessionIds)
    await search.forget(of.sessionIds)
    await analytics.forget(of.sessionIds)
    await advice.forget(of.sessionIds)
    await alerts.forget(of)
    await limits.forget(of.sessionIds)
    await files.forgetArchived(of.sessionIds)
    await (await usage.open()).update()
    changed()
    return undefined
  }

  async function forget(of: ProjectSessions, actor: Actor): Promise<Result<ProjectData, DataProblem>> {
    const data = await projectOf(of)
    const problem = await takeOut(of)
    if (problem !== undefined) return err(problem)
    await log.record({
      ...{ action: 'data.forget', actor, subject: data.project, outcome: 'done', message: goneWords(data) },
    })
    return ok(data)
  }

  async function deleteSession(id: string, actor: Actor): Promise<Result<SessionData, DataProblem>> {
    const data = await sessionOf(id)
    if (!data.ok) return data
    if (await isRunning(data.value.id)) {
      return err({ kind: 'running', message: 'It still runs, so it would be written anew. End it first: tce kill' })
    }
    const problem = await takeOut({ sessionIds: [data.value.id] })
    if (problem !== undefined) return err(problem)
    await log.record({
      ...{ action: 'session.delete', actor, subject: data.value.id, outcome: 'done', message: goneWords(data.value) },
    })
    return data
  }

  async function archivedSessions({
    project,
    agent,
    olderThanDays,
  }: ArchivedOf): Promise<Result<ArchivedSessions, DataProblem>> {
    const of = project === undefined ? undefined : await sessionsOf(project)
    if (of?.ok === false) return of
    const beforeMs = olderThanDays === undefined ? undefined : clock() - olderThanDays * dayMs
    return ok({ sessionIds: of?.value.sessionIds, agent, beforeMs })
  }

  async function deleteArchived(asked: ArchivedOf, actor: Actor): Promise<Result<ArchiveShare, DataProblem>> {
    const of = await archivedSessions(asked)
    if (!of.ok) return of
    const files = await openFiles()
    const share = files.archived(of.value)
    const onlyHere = await files.deleteArchived(of.value)
    if (onlyHere.length > 0) await search.forget(onlyHere)
    const message = `${plural(share.sessions, 'archived session')} and ${formatBytes(share.bytes)} are gone.`
    await log.record({ action: 'archive.delete', actor, subject: askedWords(asked), outcome: 'done', message })
    return ok(share)
  }

  return {
    async read() {
      const kept = await (await openFiles()).look()
      const problems: Partial<Record<StoreId, string | undefined>> = {
        search: search.problem(),
        analytics: analytics.problem(),
        advice: advice.problem(),
      }
      return { ...kept, stores: kept.stores.map((store) => ({ ...store, problem: problems[store.id] })) }
    },
    async ofProject(project) {
      const of = await sessionsOf(project)
      return of.ok ? ok(await projectOf(of.value)) : of
    },
    async forget(project, actor) {
      const of = await sessionsOf(project)
      return of.ok ? forget(of.value, actor) : of
    },
    ofSession: sessionOf,
    deleteSession,
    async archived(of) {
      const sessions = await archivedSessions(of)
      return sessions.ok ? ok((await openFiles()).archived(sessions.value)) : sessions
    },
    deleteArchived,
    async deleteAll(actor) {
      const files = await openFiles()
      const before = await files.look()
      const cleared = await events.clear()
      if (!cleared.ok) return err({ kind: 'unwritable', message: cleared.error.message })
      await search.whileClosed(() => files.remove('search'))
      await analytics.whileClosed(() => files.remove('analytics'))
      await advice.whileClosed(() => files.remove('advice'))
      await usage.whileClosed(() => files.remove('usage'))
      await alerts.forget()
      await limits.clear()
      await files.clearArchive()
      await files.clearPrompts()
      await files.clearLog()
      await files.clearAside()
      changed()
      const bytes = Math.max(0, before.bytes - (await files.look()).bytes)
      const message = `${formatBytes(bytes)} were deleted.`
      await log.record({ action: 'data.delete', actor, subject: 'everything stored', outcome: 'done', message })
      return ok({ bytes })
    },
  }
}

const dayMs = 86_400_000

const goneWords = ({ events, texts, prompts, archivedBytes }: SessionsData): string =>
  `${plural(events, 'event')}, ${plural(texts, 'text')}, ${plural(prompts, 'prompt')} and ${formatBytes(archivedBytes)} of the archive are gone.`

const askedWords = ({ project, agent, olderThanDays }: ArchivedOf): string =>
  [
    project !== undefined && `of ${plainText(project)}`,
    agent !== undefined && `of ${plainText(agent)}`,
    olderThanDays !== undefined && `older than ${plural(olderThanDays, 'day')}`,
  ]
    .filter(Boolean)
    .join(', ') || 'all'
