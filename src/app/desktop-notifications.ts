/** Notifications of a server without a tray, with whatever this desktop shows them. */
import { openBrowser } from '../cli/open-browser.ts'
import type { Notifier } from '../control/notifier.ts'
import { findNotifier } from '../control/notify.ts'
import type { NotificationSettings } from '../core/settings/config.ts'
import { createCalendar, dayText } from '../core/time/calendar.ts'
import { seconds } from '../core/time/duration.ts'
import type { Services } from '../services/services.ts'
import { startNotifications } from '../tray/notifications.ts'
import { signInLinkTo } from '../tray/pages.ts'
import { createAlertDesk } from '../tray/show-alert.ts'

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
  const alerts = createAlertDesk({
    show: found.show,
    waiting: services.waiting,
    openPage: async (path) => void (await openBrowser(signInLinkTo(path, signInUrl()))),
  })
  const unfollow = services.bus.follow(['waiting.changed'], ({ data }) => alerts.take(data))
  const notifications = startNotifications({
    services,
    policy,
    show: (alert) => void alerts.show(alert),
    today: () => cost?.today(),
  })
  void services.fleet.read().then(notifications.look, () => undefined)
  return () => {
    notifications.stop()
    unfollow()
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
  const unfollow = services.bus.follow(['usage.changed'], () => {
    if (timer !== undefined) return
    timer = setTimeout(read, seconds(5))
    timer.unref()
  })
  void read()
  return {
    today: () => today,
    stop: () => {
      clearTimeout(timer)
      unfollow()
    },
  }
}
