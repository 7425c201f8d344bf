/** Notifications on Windows: node-notifier brings the program for toasts. The only file that imports it. */
import notifier from 'node-notifier'
import type { Notifier } from './notifier.ts'
import { clicked } from './notifier.ts'

export interface Toaster {
  notify(
    notification: { id?: number; remove?: number; title?: string; message?: string; wait?: boolean },
    answer?: (error: Error | null, response: string) => void,
  ): unknown
}

export function windowsNotifier(toaster: Toaster = notifier): Notifier {
  let shown = 0
  const standing = new Set<() => void>()
  return {
    show: ({ title, body }, over) =>
      new Promise((resolve) => {
        shown += 1
        const id = shown
        const takeBack = () => void toaster.notify({ remove: id })
        standing.add(takeBack)
        over?.addEventListener('abort', takeBack)
        // Waiting is what makes it report the click.
        toaster.notify({ id, title, message: body || ' ', wait: true }, (error, response) => {
          standing.delete(takeBack)
          over?.removeEventListener('abort', takeBack)
          resolve(!error && response === 'activate' ? clicked : undefined)
        })
        if (over?.aborted === true) takeBack()
      }),
    close() {
      for (const takeBack of standing) takeBack()
    },
  }
}
