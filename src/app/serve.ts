/** The server in this process: services, dashboard, and the lock that says so. Its code is loaded when a server is wanted. */
import { fileURLToPath } from 'node:url'
import type { ServerStart, StartError, StartedServer } from '../cli/app-parts.ts'
import { createApiKeys } from '../control/api-keys.ts'
import { createHookSecret } from '../control/hook-secret.ts'
import type { HeldInstance } from '../control/instance.ts'
import type { InstanceRecord } from '../control/instance-record.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { Config } from '../core/settings/config.ts'
import type { LocalServices } from '../services/local/services.ts'
import type { Services } from '../services/services.ts'
import type { CreateTray } from '../services/tray-control.ts'
import { fixedTray } from '../services/tray-control.ts'
import { productVersion } from '../storage/version.ts'
import { complain } from '../terminal/say.ts'
import { createLocalServices, openSettings } from './local-services.ts'
import { collectAlone, keepHeapSmall } from './small-heap.ts'

/** Serves until it is told to end: by `close`, SIGTERM, SIGINT or SIGHUP. */
export async function serveUntilToldToEnd(
  config: Config,
  options: ServerStart,
  createTray?: CreateTray,
): Promise<Result<Served & { readonly server: StartedServer }, StartError>> {
  const served = await serve(config, options, createTray)
  if (!served.ok) return served
  const { services, server } = served.value
  const ended = Promise.withResolvers<void>()
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= server.close().then(ended.resolve, ended.reject)
    return closing
  }
  for (const signal of endSignals) process.once(signal, close)
  return ok({ services, server: { ...server, closed: ended.promise, close } })
}

const endSignals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP']

export interface Served {
  readonly services: Services
  readonly server: Omit<StartedServer, 'closed'>
}

const withoutTray: CreateTray = (remember) => fixedTray({ kind: 'off', reason: 'not-started-here' }, remember)

/** Services and server in this process, and the lock that says so. For `tce dashboard`, `tce run` and the tray. */
export async function serve(
  config: Config,
  options: ServerStart,
  createTray = withoutTray,
): Promise<Result<Served, StartError>> {
  keepHeapSmall()
  collectAlone()
  const [{ startDashboard }, { createInstanceLock }, { createProcessTable }] = await Promise.all([
    import('../dashboard/start.ts'),
    import('../control/instance.ts'),
    import('../scanner/process-table.ts'),
  ])
  const table = createProcessTable()
  const self = await table.inspect(process.pid)
  if (!self) throw new Error('This process is not in the process table.')
  const version = productVersion()
  const record: InstanceRecord = { pid: self.pid, start: self.start, port: 0, version, startedAtMs: self.startedAtMs }
  const lock = await createInstanceLock({ dataDir: config.dataDir, table }).acquire(record)
  if (!lock.ok) return err({ message: alreadyServes(lock.error) })
  let port = options.port ?? config.dashboard.port
  const settings = await openSettings(config, { version, startedAtMs: Date.now(), port: () => port })
  const services = createLocalServices({ config, settings, createTray, isFollowing: true, port: () => port })
  const dashboard = await startDashboard({
    services,
    version,
    dataDir: config.dataDir,
    port,
    otherPort: config.events.alsoListenPort,
    host: options.host,
    isRemoteAllowed: options.isRemoteAllowed,
    isTokenRequired: options.isTokenRequired,
    maxEventBytes: () => settings.current().events.maxPayloadBytes,
    showsProjects: () => settings.current().metrics.showsProjects,
    findKey: createApiKeys(config.dataDir).find,
    hookSecret: createHookSecret(config.dataDir).read,
    findTask: services.tasks.ofSecret,
    eventOrigins: () => settings.current().events.allowedOrigins,
    agentsMay: () => settings.current().rights.agentsMay,
    // The built page, whether this file runs from src/ or from dist/.
    webDir: fileURLToPath(new URL('../../dist/dashboard/web/', import.meta.url)),
  })
  if (!dashboard.ok) {
    await Promise.all([lock.value.release(), services.close()])
    return err({ message: dashboard.error.message })
  }
  const { url, signInUrl } = dashboard.value
  port = dashboard.value.port
  // Whoever opens the page next need not wait for the first look: with all that it loads it takes longest. What fails is told by the next one.
  void services.fleet.read().catch(() => {})
  await lock.value.update({ ...record, port })
  await services.hooks.begin()
  await services.prompts.begin()
  await services.team.begin()
  await services.tasks.begin()
  services.alerts.begin()
  if (dashboard.value.otherProblem !== undefined) complain(`[events] also_listen: ${dashboard.value.otherProblem}`)
  const close = () => closeAll(dashboard.value, services, lock.value)
  return ok({ services, server: { port, url, signInUrl, close } })
}

/** The tray is told first: one that loses its server takes its place. */
async function closeAll(dashboard: Closable, services: LocalServices, lock: HeldInstance): Promise<void> {
  const trayEnded = services.tray?.close()
  // Sessions follow their settings within 2 s: the sooner they stop posting, the better.
  await services.hooks.end()
  await dashboard.close()
  await services.close()
  await lock.release()
  await trayEnded
}

interface Closable {
  close(): Promise<void>
}

const alreadyServes = ({ pid, port }: InstanceRecord): string =>
  port === 0
    ? `Another tce is starting (pid ${pid}). Try again in a moment.`
    : `TCE serves already on http://localhost:${port} (pid ${pid}). Open it: tce dashboard --open`
