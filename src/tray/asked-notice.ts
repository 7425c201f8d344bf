/** A notice of what an agent asks: with buttons only where all of it stands there, and it can be taken back. Pure. */
import type { Alert } from '../core/alerts/alert.ts'
import type { Approval } from '../core/waiting/approval.ts'
import { fitsInLine, thingInLine, wantsInWords } from '../core/waiting/approval-words.ts'

/** As desktops show of a notice without cutting it. */
const mostCharacters = 160

export interface AskedNotice {
  readonly title: string
  readonly body: string
  readonly actions: readonly { readonly name: 'allow' | 'deny'; readonly label: string }[]
  readonly approval: Approval
}

/** Undefined: the alert is about something else, or its request can't be answered here. */
export function askedNotice({ kind, sessionId, who }: Alert, open: readonly Approval[]): AskedNotice | undefined {
  const approval = open.find((one) => one.sessionId === sessionId && one.state === 'open')
  if (kind !== 'waits' || who === undefined || approval === undefined) return undefined
  const title = `${who} ${wantsInWords(approval)}`
  if (approval.thing.form !== 'command' || !fitsInLine(approval, mostCharacters)) {
    return { title, body: thingInLine(approval.thing).slice(0, mostCharacters), actions: [], approval }
  }
  const actions = [
    { name: 'allow', label: 'Allow once' },
    { name: 'deny', label: 'Deny' },
  ] as const
  return { title, body: approval.thing.text.trim(), actions, approval }
}
