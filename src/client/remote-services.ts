/** The services of a running server, through HTTP: what a `tce` beside it uses. */
import type { AuditEntry } from '../core/audit/audit.ts'
import type { SessionDetail } from '../core/session/session.ts'
import type { PriceList } from '../core/usage/price.ts'
import type { LogService } from '../services/log.ts'
import type { Services } from '../services/services.ts'
import type { MarkProblem, SessionService } from '../services/sessions.ts'
import type { UsageService } from '../services/usage.ts'
import { bodyOf, queryText, resultOf } from './answer.ts'
import { createRemoteAdvice } from './remote-advice.ts'
import { createRemoteAlerts } from './remote-alerts.ts'
import { createRemoteAnalytics } from './remote-analytics.ts'
import { createRemoteBus } from './remote-bus.ts'
import { createRemoteData } from './remote-data.ts'
import { createRemoteDeploy } from './remote-deploy.ts'
import { createRemoteEvents } from './remote-events.ts'
import { createRemoteFleet } from './remote-fleet.ts'
import { createRemoteHooks } from './remote-hooks.ts'
import { createRemoteIdeas } from './remote-ideas.ts'
import { createRemoteInbox } from './remote-inbox.ts'
import { createRemoteInstructions } from './remote-instructions.ts'
import { createRemoteKeys } from './remote-keys.ts'
import { createRemoteLimits } from './remote-limits.ts'
import { findSession, ledgerTimeoutMs, listSessions, readUsage } from './remote-look.ts'
import { createRemoteProjects } from './remote-projects.ts'
import { createRemotePromptLibrary } from './remote-prompt-library.ts'
import { createRemotePrompts } from './remote-prompts.ts'
import { createRemoteSavedQueries } from './remote-saved-queries.ts'
import { createRemoteSearch } from './remote-search.ts'
import { watchRemoteSession } from './remote-session-watch.ts'
import { createRemoteSettings } from './remote-settings.ts'
import { createRemoteStatusLine } from './remote-status-line.ts'
import { createRemoteTaskFiles } from './remote-task-files.ts'
import { createRemoteTaskReview } from './remote-task-review.ts'
import { createRemoteTaskView } from './remote-task-view.ts'
import { createRemoteTaskWork } from './remote-task-work.ts'
import { createRemoteTasks } from './remote-tasks.ts'
import { createRemoteTeam } from './remote-team.ts'
import { createRemoteWaiting } from './remote-waiting.ts'
import type { ServerClient } from './server-client.ts'

export interface RemoteOptions {
  /** The server ended, or does not answer any more. Called for subscribers only, never by `close`. */
  readonly onStreamEnd?: () => void
  /** Whom this program would end with; the server has parents of its own. */
  readonly ancestorPids?: () => Promise<ReadonlySet<number>>
}

/** What the server's route allows. */
const mostEntries = 1000

/** Only who ends others asks for them. */
async function ancestorsHere(): Promise<ReadonlySet<number>> {
  const [{ ownAncestors }, { createProcessTable }] = await Promise.all([
    import('../control/own-ancestors.ts'),
    import('../scanner/process-table.ts'),
  ])
  return ownAncestors(createProcessTable())
}

export function createRemoteServices(
  server: ServerClient,
  { onStreamEnd = () => {}, ancestorPids = ancestorsHere }: RemoteOptions = {},
): Services {
  const bus = createRemoteBus(server, onStreamEnd)
  return {
    origin: 'server',
    fleet: createRemoteFleet(server, ancestorPids),
    usage: remoteUsage(server),
    limits: createRemoteLimits(server),
    statusLine: createRemoteStatusLine(server),
    sessions: remoteSessions(server),
    log: remoteLog(server),
    settings: createRemoteSettings(server),
    events: createRemoteEvents(server),
    data: createRemoteData(server),
    keys: createRemoteKeys(server),
    advice: createRemoteAdvice(server),
    savedQueries: createRemoteSavedQueries(server),
    search: createRemoteSearch(server),
    analytics: createRemoteAnalytics(server),
    hooks: createRemoteHooks(server),
    waiting: createRemoteWaiting(server),
    prompts: createRemotePrompts(server),
    inbox: createRemoteInbox(server),
    instructions: createRemoteInstructions(server),
    ideas: createRemoteIdeas(server),
    team: createRemoteTeam(server),
    deploy: createRemoteDeploy(server),
    tasks: createRemoteTasks(server),
    taskView: createRemoteTaskView(server),
    taskWork: createRemoteTaskWork(server),
    projects: createRemoteProjects(server),
    taskFiles: createRemoteTaskFiles(server),
    taskReview: createRemoteTaskReview(server),
    promptLibrary: createRemotePromptLibrary(server),
    alerts: createRemoteAlerts(server),
    bus,
    async close() {
      bus.close()
    },
  }
}

const remoteUsage = (server: ServerClient): UsageService => ({
  report: (query) => readUsage(server, query),
  prices: async () => bodyOf<PriceList>(await server.get('/api/prices', ledgerTimeoutMs), 'prices'),
})

const remoteSessions = (server: ServerClient): SessionService => ({
  list: (query) => listSessions(server, query),
  find: (id) => findSession(server, id),
  mark: async (id, change) =>
    resultOf<SessionDetail, MarkProblem['kind']>(
      await server.post(`/api/sessions/${encodeURIComponent(id)}/marks`, change, ledgerTimeoutMs),
      'a session',
      ['no-session', 'bad-text', 'unwritable'],
    ),
  watch: (id) => watchRemoteSession(server, id),
})

const remoteLog = (server: ServerClient): LogService => ({
  async newest(limit, agent) {
    const answer = await server.get(`/api/log${queryText({ limit: Math.min(mostEntries, limit), agent })}`)
    return bodyOf<{ readonly entries: readonly AuditEntry[] }>(answer, 'the log').entries
  },
})
