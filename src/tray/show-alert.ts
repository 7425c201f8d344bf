/**
 * Alerts on the desktop, and what a click or a button of theirs does: for the tray, and for a server without one. What tells of a wait is
 * taken back when that is over, whoever answered.
 */
import type { Notifier } from '../control/notifier.ts'
import { clicked } from '../control/notifier.ts'
import type { Alert } from '../core/alerts/alert.ts'
import { ownUser } from '../core/audit/audit.ts'
import type { WaitingItem, WaitingReport } from '../core/waiting/waiting-report.ts'
import type { WaitingService } from '../services/waiting.ts'
import { askedNotice } from './asked-notice.ts'
import { pageOf } from './pages.ts'

export interface AlertParts {
  readonly show: Notifier['show']
  readonly waiting: Pick<WaitingService, 'answer'>
  readonly openPage: (path: string) => Promise<void>
}

export interface AlertDesk {
  show(alert: Alert): Promise<void>
  /** Who waits now. */
  take(report: Pick<WaitingReport, 'waiting'>): void
  /** Nothing is known any more of who waits. */
  close(): void
}

interface Standing {
  readonly alertId: string
  readonly isOver: (waiting: readonly WaitingItem[]) => boolean
  readonly over: AbortController
}

export function createAlertDesk({ show, waiting, openPage }: AlertParts): AlertDesk {
  const standing = new Set<Standing>()
  let items: readonly WaitingItem[] = []

  async function showAlert(alert: Alert): Promise<void> {
    const open = items.flatMap(({ approval }) => approval ?? [])
    const asked = askedNotice(alert, open)
    takeBack(({ alertId }) => alert.replaces?.includes(alertId) === true)
    const isAsked = (item: WaitingItem) => item.approval?.id === asked?.approval.id && item.approval?.state === 'open'
    const ids = alert.agentIds ?? [alert.agentId ?? '']
    const isMeant = (item: WaitingItem) => (asked === undefined ? ids.includes(item.agentId ?? '') : isAsked(item))
    const one: Standing = {
      alertId: alert.id,
      isOver: (now) => alert.kind === 'waits' && !now.some(isMeant),
      over: new AbortController(),
    }
    standing.add(one)
    const chosen = await show(asked ?? { title: alert.title, body: alert.body }, one.over.signal)
    standing.delete(one)
    if (chosen === clicked) return openPage(pageOf(alert))
    if (asked === undefined || (chosen !== 'allow' && chosen !== 'deny')) return
    const { id, nonce } = asked.approval
    const answered = await waiting.answer({ id, nonce, answer: chosen }, ownUser('notification'))
    // What was seen to be taken needs no second notice; what was not, or came too late, does.
    if (answered.ok && answered.value.outcome?.confirmedAfterMs !== undefined) return
    const body = answered.ok ? (answered.value.outcome?.message ?? '') : answered.error.message
    if ((await show({ title: alert.who ?? alert.title, body })) === clicked) return openPage(pageOf(alert))
  }

  function takeBack(isOver: (one: Standing) => boolean): void {
    for (const one of standing) if (isOver(one)) one.over.abort()
  }

  return {
    show: showAlert,
    take(report) {
      items = report.waiting
      takeBack(({ isOver }) => isOver(items))
    },
    close: () => takeBack(({ isOver }) => isOver([])),
  }
}
