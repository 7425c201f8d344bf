/** `tce run`: the tray where there can be one, else the dashboard alone, with notifications where a desktop shows them. */

import type { AppParts } from '../cli/app-parts.ts'
import { openBrowser } from '../cli/open-browser.ts'
import { findServer } from '../client/find-server.ts'
import type { Notifier } from '../control/notifier.ts'
import { findNotifier } from '../control/notify.ts'
import type { Config, NotificationSettings } from '../core/settings/config.ts'
import { createCalendar, dayText } from '../core/time/calendar.ts'
import { seconds } from '../core/time/duration.ts'
import type { Services } from '../services/services.ts'
import { findElectron } from '../tray/find-electron.ts'
import type { TrayOptions } from '../tray/launch.ts'
import { decideTray, runTray } from '../tray/launch.ts'
import { startNotifications } from '../tray/notifications.ts'
import { pageOf, signInLinkTo } from '../tray/pages.ts'
import { serveUntilToldToEnd } from './serve.ts'
import { attach } from './serve-or-attach.ts'

type RunOptions = Parameters<AppParts['runApp']>[0]

/** Resolves with the exit code when everything ended. */
export async function runApp(config: Config, { isTrayWanted, ...options }: RunOptions): Promise<number> {
  const tray = isTrayWanted ? await tryTray(options) : { why: undefined }
  if ('exitCode' in tray) return tray.exitCode
  return runDashboardAlone(config, options, tray.why)
}

async function tryTray(options: TrayOptions): Promise<{ readonly exitCode: number } | { readonly why: string }> {
  const decision = decideHere()
  if (!decision.isPossible) return decision
  const end = await runTray(decision.electron, options)
  return end.kind === 'ended' ? end : { why: `No tray: Electron did not start (${end.why}).` }
}

export function trayObstacle(): string | undefined {
  const decision = decideHere()
  return decision.isPossible ? undefined : decision.why
}

const decideHere = () =>
  decideTray({ platform: process.platform, env: process.env, uid: process.getuid?.(), electron: findElectron() })

async function runDashboardAlone(config: Config, options: TrayOptions, why: string | undefined): Promise<number> {
  const running = await findServer(config.dataDir)
  if (running) return bringUp(running)
  const served = await serveUntilToldToEnd(config, options)
  if (!served.ok) {
    console.error(`✗ ${served.error.message}`)
    return 1
  }
  const { services, server } = served.value
  console.log(`Dashboard on ${server.url}  Ctrl-C ends it.`)
  if (why !== undefined) console.log(why)
  const stopNotifying = await notifyOnDesktop(services, config.notifications, server.signInUrl)
  await server.closed
  stopNotifying()
  return 0
}

/** There is one TCE: a second start shows the first. */
async function bringUp(running: NonNullable<Awaited<ReturnType<typeof findServer>>>): Promise<number> {
  console.log(`TCE runs already on http://localhost:${running.port}, pid ${running.instance.pid}.`)
  if (!hasDesktop()) return 0
  const connection = await attach(running)
  try {
    await openBrowser(await connection.signInUrl())
  } finally {
    await connection.close()
  }
  return 0
}

const hasDesktop = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])

/** Returns what ends it. */
export async function notifyOnDesktop(
  services: Services,
  policy: NotificationSettings,
  signInUrl: () => string,
  notifier: Notifier | undefined | Promise<Notifier | undefined> = findNotifier(),
): Promise<() => void> {
  const found = await notifier
  if (found === undefined) return () => {}
  const cost = policy.dailyCostUsd === undefined ? undefined : followTodaysCost(services, () => notifications.look())
  const notifications = startNotifications({
    services,
    policy,
    show: (alert) =>
      void found.show(alert).then((isClicked) => {
        if (isClicked) return openBrowser(signInLinkTo(pageOf(alert), signInUrl()))
      }),
    today: () => cost?.today(),
  })
  void services.fleet.read().then(notifications.look, () => undefined)
  return () => {
    notifications.stop()
    cost?.stop()
    found.close()
  }
}

/** Only where a limit is set: without one nobody needs the ledger to be open. */
function followTodaysCost(services: Services, onChange: () => void) {
  let today: { readonly day: string; readonly costUsd?: number | undefined } | undefined
  let timer: NodeJS.Timeout | undefined
  const read = async () => {
    const report = await services.usage.report({ by: 'model' }).catch(() => undefined)
    timer = undefined
    if (report === undefined) return
    const day = dayText(createCalendar(report.timezone).dayOf(Date.parse(report.generatedAt)))
    today = { day, costUsd: report.periods.today.costUsd }
    onChange()
  }
  const unsubscribe = services.bus.subscribe((event) => {
    if (event.type !== 'usage.changed' || timer !== undefined) return
    timer = setTimeout(read, seconds(5))
    timer.unref()
  })
  void read()
  return {
    today: () => today,
    stop: () => {
      clearTimeout(timer)
      unsubscribe()
    },
  }
}
