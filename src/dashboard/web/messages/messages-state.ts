/** All messages as the server has them, asked for anew whenever one came, was read or cleared. */
import type { InboxReport } from '../../../core/inbox/inbox-report.ts'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { isLive, teamVersion } from '../live/live-store.ts'
import { orSay } from '../parts/or-say.ts'
import { effect, signal } from '../store.ts'

export const inbox = signal<InboxReport | undefined>(undefined)
export const inboxProblem = signal<ApiProblem | undefined>(undefined)

/** Until what it returns is called. */
export const followInbox = (): (() => void) =>
  effect(() => {
    if (isLive.value) void readInbox(teamVersion.value)
  })

/** An answer that came after the next change is not taken: another one is on its way. */
export async function readInbox(version = teamVersion.peek()): Promise<void> {
  const answer = await ask(api.inbox.$get({ query: {} }))
  if (teamVersion.peek() !== version) return
  if (answer.ok) inbox.value = answer.value as InboxReport
  inboxProblem.value = answer.ok ? undefined : answer.error
}

/** True: it is kept. */
export async function write(to: { readonly sessionId: string } | 'all', text: string): Promise<boolean> {
  return orSay(await ask(api.inbox.$post({ json: { to, text } }))) !== undefined
}

/** They count as read. */
export async function clear(sessionIds: readonly string[]): Promise<void> {
  for (const sessionId of sessionIds) orSay(await ask(api.inbox.read.$post({ json: { sessionId } })))
}
