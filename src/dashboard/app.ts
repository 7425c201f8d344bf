/** Every route of the dashboard, and nothing of the port it is on. A capability is a file in routes/ and one line here. */
import { fileURLToPath } from 'node:url'
import { identityProof } from '../control/identity-proof.ts'
import type { ReportError } from '../core/words/bug.ts'
import { QueryError } from '../core/words/query-problem.ts'
import type { HookReceiver } from '../services/local/hooks.ts'
import type { LocalLog } from '../services/local/log.ts'
import type { LocalPrompts } from '../services/local/prompts.ts'
import type { LocalReview } from '../services/local/tasks/review.ts'
import type { TelemetryReceiver } from '../services/local/telemetry.ts'
import type { PromptService } from '../services/prompts.ts'
import { WithdrawnError } from '../services/search.ts'
import type { Services } from '../services/services.ts'
import type { ArtifactBytes, TaskFileService } from '../services/task-files.ts'
import type { TaskTerminals, TaskViewService } from '../services/task-view.ts'
import type { TrayControl } from '../services/tray-control.ts'
import { ThreadEnded } from '../storage/thread-end.ts'
import type { Access } from './access/access.ts'
import { gate } from './access/route-access.ts'
import type { CaptureMeter } from './capture-meter.ts'
import type { EventLoopMeter } from './event-loop.ts'
import { afterPicturePath, firstPage } from './first-page.ts'
import { createRouter, HTTPException } from './http.ts'
import { describeApi, requireDeclaredAccess } from './openapi.ts'
import { problem } from './problem.ts'
import type { Prometheus } from './prometheus.ts'
import { adviceRoutes } from './routes/advice.ts'
import { alertRoutes } from './routes/alerts.ts'
import { analyticsRoutes } from './routes/analytics.ts'
import { dataRoutes } from './routes/data.ts'
import { deployRoutes } from './routes/deploy.ts'
import { countRefusals, eventIntakeRoutes } from './routes/event-intake.ts'
import type { Posting } from './routes/event-post.ts'
import { eventRetentionRoutes } from './routes/event-retention.ts'
import { eventTalkRoutes } from './routes/event-talk.ts'
import { eventRoutes, type FollowableEvents, originalEventRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { hookRoutes } from './routes/hooks.ts'
import { ideaRoutes } from './routes/ideas.ts'
import { identityRoutes } from './routes/identity.ts'
import { inboxRoutes } from './routes/inbox.ts'
import { instructionRoutes } from './routes/instructions.ts'
import { integrationRoutes } from './routes/integrations.ts'
import { jumpRoutes } from './routes/jump.ts'
import { keyRoutes } from './routes/keys.ts'
import { killRoutes } from './routes/kill.ts'
import { limitRoutes } from './routes/limits.ts'
import { logRoutes } from './routes/log.ts'
import { metricSeriesRoutes } from './routes/metric-series.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { otlpRoutes } from './routes/otlp.ts'
import { pinRoutes } from './routes/pins.ts'
import { priceRoutes } from './routes/prices.ts'
import { freshEnoughMs, processRoutes } from './routes/processes.ts'
import { projectRoutes } from './routes/projects.ts'
import { promptLibraryRoutes } from './routes/prompt-library.ts'
import { promptRoutes } from './routes/prompts.ts'
import { savedQueryRoutes } from './routes/saved-queries.ts'
import { searchRoutes } from './routes/search.ts'
import { sessionEventRoutes } from './routes/session-events.ts'
import { sessionExportRoutes } from './routes/session-export.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { settingsRoutes } from './routes/settings.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { statusLineRoutes } from './routes/status-line.ts'
import { streamRoutes } from './routes/stream.ts'
import { taskFileRoutes } from './routes/task-files.ts'
import { taskReviewRoutes } from './routes/task-review.ts'
import { taskViewRoutes } from './routes/task-view.ts'
import { taskWorkRoutes } from './routes/task-work.ts'
import { taskRoutes } from './routes/tasks.ts'
import { teamRoutes } from './routes/team.ts'
import { trayRoutes } from './routes/tray.ts'
import { usageRoutes } from './routes/usage.ts'
import { waitingRoutes } from './routes/waiting.ts'
import type { HealthReport } from './schemas/server.ts'
import { securityHeaders } from './security-headers.ts'
import { serveStaticFiles } from './static-files.ts'
import type { Streams } from './stream/streams.ts'

/** The services of the program that keeps the audit log. */
export interface AuditedServices extends Services {
  readonly log: Pick<LocalLog, 'newest' | 'record'>
  readonly events: FollowableEvents
  readonly tray?: TrayControl | undefined
  readonly hookReceiver: HookReceiver
  readonly prompts: PromptService & Pick<LocalPrompts, 'hookPosted'>
  readonly telemetry: TelemetryReceiver
  readonly taskView: TaskViewService & TaskTerminals
  readonly taskFiles: TaskFileService & ArtifactBytes
  readonly taskReview: LocalReview
}

export interface DashboardParts {
  readonly services: AuditedServices
  readonly access: Access
  readonly streams: Streams
  readonly eventLoop: EventLoopMeter
  /** One for all ports. */
  readonly prometheus: () => Promise<Prometheus>
  readonly captures: CaptureMeter
  readonly token: string
  readonly version: string
  readonly signInLinks: { create(): { readonly url: string; readonly expiresAtMs: number } }
  /** Whether /metrics tells projects. @default no */
  readonly showsProjects?: (() => boolean) | undefined
  readonly posting: Posting
  /** The built page. Where it is not there, one that says so stands in its place. */
  readonly webDir?: string | undefined
  readonly reportError: ReportError
  readonly clock?: (() => number) | undefined
}

const fileBeside = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export function createDashboard({ webDir, access, reportError, ...parts }: DashboardParts) {
  const app = createRouter()
  app.use(securityHeaders, countRefusals(parts.captures), gate(access))
  const files = serveStaticFiles({
    folder: webDir,
    extras: {
      '/': fileBeside('not-built.html'),
      '/favicon.svg': fileBeside('../../assets/favicon.svg'),
      [afterPicturePath]: fileBeside('after-picture.js'),
    },
  })
  const readFleet = () => parts.services.fleet.read({ maxAgeMs: freshEnoughMs })
  app.get('/', firstPage({ folder: webDir, readFleet, reportError }))
  // An address of the page and of the API: who asks for a page gets that.
  app.get('/events', (c, next) => (c.req.header('accept')?.includes('text/html') === true ? files(c, next) : next()))
  app.route('/', apiRoutes(parts))
  requireDeclaredAccess(app)
  app.get('/api/openapi.json', (c) => c.json(describeApi(app, parts.version)))
  app.use(files)
  app.notFound((c) =>
    c.json(problem('not-found', `There is no ${c.req.method} ${c.req.path}. See: /api/openapi.json`), 404),
  )
  app.onError((cause, c) => {
    if (cause instanceof QueryError) return c.json(problem('bad-request', cause.message), 400)
    if (cause instanceof HTTPException) return c.json(problem('bad-request', `${cause.message}.`), cause.status)
    if (cause instanceof WithdrawnError) return c.body(null, 408)
    if (cause instanceof ThreadEnded) return c.json(problem('ending', cause.message), 503)
    reportError(`${c.req.method} ${c.req.path} failed`, cause)
    return c.json(problem('internal', 'TCE could not answer. The reason is in its log.'), 500)
  })
  return app
}

type ApiParts = Omit<DashboardParts, 'webDir' | 'access' | 'reportError'>

function apiRoutes({
  services,
  streams,
  eventLoop,
  prometheus,
  captures,
  version,
  token,
  signInLinks,
  ...parts
}: ApiParts) {
  const { clock = Date.now, showsProjects = () => false, posting } = parts
  const {
    fleet,
    usage,
    sessions,
    log,
    limits,
    statusLine,
    settings,
    events,
    data,
    keys,
    savedQueries,
    advice,
    alerts,
    search,
    analytics,
    prompts,
    inbox,
    instructions,
    ideas,
    team,
    deploy,
    tasks,
    taskView,
    taskFiles,
    taskWork,
    projects,
    taskReview,
    promptLibrary,
    hookReceiver,
    telemetry,
    bus,
    tray,
    waiting,
  } = services
  let scrape: HealthReport['scrape']
  const noteScrape = (series: number) => {
    scrape = { at: new Date(clock()).toISOString(), series }
  }
  return createRouter()
    .route('/api', processRoutes(fleet))
    .route('/api', killRoutes(fleet))
    .route('/api', pinRoutes(fleet))
    .route('/api', jumpRoutes(fleet))
    .route('/api', waitingRoutes(waiting))
    .route('/api', logRoutes(log))
    .route('/api', usageRoutes(usage))
    .route('/api', limitRoutes(limits))
    .route('/api', priceRoutes(usage))
    .route('/api', sessionRoutes(sessions))
    .route('/api', sessionEventRoutes(sessions, streams))
    .route('/api', sessionExportRoutes(sessions))
    .route('/api', settingsRoutes(settings))
    .route('/api', trayRoutes(tray))
    .route('/api', keyRoutes(keys))
    .route('/api', hookRoutes(hookReceiver, prompts.hookPosted))
    .route('/api', promptLibraryRoutes(promptLibrary))
    .route('/api', promptRoutes(prompts))
    .route('/api', inboxRoutes(inbox))
    .route('/api', ideaRoutes(ideas))
    .route('/api', teamRoutes(team))
    .route('/api', deployRoutes(deploy))
    .route('/api', taskFileRoutes(taskFiles))
    .route('/api', taskRoutes(tasks))
    .route('/api', taskViewRoutes(taskView, streams))
    .route('/api', taskReviewRoutes(taskReview))
    .route('/api', taskWorkRoutes(taskWork))
    .route('/api', projectRoutes(projects))
    .route('/api', integrationRoutes(services))
    .route('/api', statusLineRoutes(statusLine))
    .route('/api', instructionRoutes(instructions))
    .route('/api', eventRetentionRoutes(events))
    .route('/api', dataRoutes(data))
    .route('/api', searchRoutes(search))
    .route('/api', analyticsRoutes(analytics))
    .route('/api', eventIntakeRoutes(captures))
    .route('/api', alertRoutes(alerts))
    .route('/api', savedQueryRoutes(savedQueries))
    .route('/api', adviceRoutes(advice))
    .route('/api', eventRoutes(events, streams, posting))
    .route('/api', metricSeriesRoutes(events))
    .route('/', originalEventRoutes(events, posting))
    .route('/', eventTalkRoutes(events, streams))
    .route('/', otlpRoutes(telemetry))
    .route('/', metricsRoutes({ fleet, usage, events, limits, version, showsProjects }, prometheus, noteScrape))
    .route('/api', streamRoutes(bus, streams))
    .route(
      '/api',
      healthRoutes({ fleet, streams, eventLoop, version, startedAtMs: clock(), scrape: () => scrape, clock }),
    )
    .route(
      '/api',
      identityRoutes(version, (challenge) => identityProof(token, challenge)),
    )
    .route('/api', signInRoutes(signInLinks, log))
}

/** For `hc<DashboardApi>(…)`: the page's client takes its types from the routes. */
export type DashboardApi = ReturnType<typeof apiRoutes>
