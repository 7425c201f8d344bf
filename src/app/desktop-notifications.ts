/** Notifications of a server without a tray, with whatever this desktop shows them. */
import { openBrowser } from '../cli/open-browser.ts'
import type { Notifier } from '../control/notifier.ts'
import { findNotifier } from '../control/notify.ts'
import type { Services } from '../services/services.ts'
import { startNotifications } from '../tray/notifications.ts'
import { signInLinkTo } from '../tray/pages.ts'
import { createAlertDesk } from '../tray/show-alert.ts'

/** Returns what ends it. */
export async function notifyOnDesktop(
  services: Services,
  signInUrl: () => string,
  notifier: Notifier | undefined | Promise<Notifier | undefined> = findNotifier(),
): Promise<() => void> {
  const found = await notifier
  if (found === undefined) return () => {}
  const alerts = createAlertDesk({
    show: found.show,
    waiting: services.waiting,
    openPage: async (path) => void (await openBrowser(signInLinkTo(path, signInUrl()))),
  })
  const unfollow = services.bus.follow(['waiting.changed'], ({ data }) => alerts.take(data))
  const notifications = startNotifications({ services, show: (alert) => void alerts.show(alert) })
  return () => {
    notifications.stop()
    unfollow()
    found.close()
  }
}
