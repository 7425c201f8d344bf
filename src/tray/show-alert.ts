/** An alert on the desktop, and what its click or its buttons do: for the tray, and for a server without one. */
import type { Notifier } from '../control/notifier.ts'
import { clicked } from '../control/notifier.ts'
import type { Alert } from '../core/alerts/alerts.ts'
import { ownUser } from '../core/audit/audit.ts'
import type { Approval } from '../core/waiting/approval.ts'
import type { WaitingService } from '../services/waiting.ts'
import { askedNotice } from './asked-notice.ts'
import { pageOf } from './pages.ts'

export interface AlertParts {
  readonly show: Notifier['show']
  readonly open: () => readonly Approval[]
  readonly waiting: Pick<WaitingService, 'answer'>
  readonly openPage: (path: string) => Promise<void>
}

export async function showAlert(alert: Alert, { show, open, waiting, openPage }: AlertParts): Promise<void> {
  const asked = askedNotice(alert, open())
  const chosen = await show(asked ?? { title: alert.title, body: alert.body })
  if (chosen === clicked) return openPage(asked === undefined ? pageOf(alert) : '/waiting')
  if (asked === undefined || (chosen !== 'allow' && chosen !== 'deny')) return
  const { id, nonce } = asked.approval
  const answered = await waiting.answer({ id, nonce, answer: chosen }, ownUser('notification'))
  // What was seen to be taken needs no second notice; what was not, or came too late, does.
  if (answered.ok && answered.value.outcome?.confirmedAfterMs !== undefined) return
  const body = answered.ok ? (answered.value.outcome?.message ?? '') : answered.error.message
  if ((await show({ title: alert.who ?? alert.title, body })) === clicked) return openPage('/waiting')
}
