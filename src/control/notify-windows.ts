/** Notifications on Windows: node-notifier brings the program for toasts. The only file that imports it. */
import notifier from 'node-notifier'
import type { Notifier } from './notifier.ts'
import { clicked } from './notifier.ts'

export function windowsNotifier(toaster: Pick<typeof notifier, 'notify'> = notifier): Notifier {
  return {
    show: ({ title, body }) =>
      new Promise((resolve) => {
        // Waiting is what makes it report the click.
        const notification = { title, message: body || ' ', wait: true }
        toaster.notify(notification, (error, response) =>
          resolve(!error && response === 'activate' ? clicked : undefined),
        )
      }),
    close: () => {},
  }
}
