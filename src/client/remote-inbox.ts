/** The inbox of a running server. By which agent we were started it is told with each request that changes something. */
import type { InboxReport } from '../core/inbox/inbox-report.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { InboxProblem, InboxService, SentMessages } from '../services/inbox.ts'
import { type Answer, bodyOf, queryText, refusalIn } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export const createRemoteInbox = (server: ServerClient): InboxService => ({
  read: async ({ sessionId, isUnread }) =>
    bodyOf<InboxReport>(
      await server.get(`/api/inbox${queryText({ sessionId, unread: isUnread === true ? 1 : undefined })}`),
      'the inbox',
    ),
  send: async (request) => resultOf<SentMessages>(await server.post('/api/inbox', request)),
  markRead: async (sessionId, upTo) =>
    resultOf<{ readonly count: number }>(await server.post('/api/inbox/read', { sessionId, upTo })),
})

const kinds: readonly InboxProblem['kind'][] = [
  ...(['no-session', 'held-back', 'bad-text', 'bad-file', 'unwritable', 'not-yours'] as const),
]

/** A refusal of the service's own; any other is an error like everywhere. */
function resultOf<T extends object>(answer: Answer): Result<T, InboxProblem> {
  const refusal = refusalIn(answer.body)
  const kind = kinds.find((one) => one === refusal?.code)
  if (refusal === undefined || kind === undefined) return ok(bodyOf<T>(answer, 'a message'))
  const [, message = refusal.message, next] = /^(.*) Next: (.*)\.$/s.exec(refusal.message) ?? []
  return err({ kind, message, next })
}
