/** The inbox of a running server. By which agent we were started it is told with each request that changes something. */
import type { InboxReport } from '../core/inbox/inbox-report.ts'
import type { Result } from '../core/result.ts'
import type { InboxProblem, InboxService, SentMessages } from '../services/inbox.ts'
import { type Answer, bodyOf, queryText, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export const createRemoteInbox = (server: ServerClient): InboxService => ({
  read: async ({ sessionId, isUnread }) =>
    bodyOf<InboxReport>(
      await server.get(`/api/inbox${queryText({ sessionId, unread: isUnread === true ? 1 : undefined })}`),
      'the inbox',
    ),
  send: async (request) => messageResult<SentMessages>(await server.post('/api/inbox', request)),
  markRead: async (sessionId, upTo) =>
    messageResult<{ readonly count: number }>(await server.post('/api/inbox/read', { sessionId, upTo })),
})

const kinds: readonly InboxProblem['kind'][] = [
  ...(['no-session', 'held-back', 'bad-text', 'bad-file', 'unwritable', 'not-yours'] as const),
]

const messageResult = <T extends object>(answer: Answer): Result<T, InboxProblem> =>
  resultOf<T, InboxProblem['kind']>(answer, 'a message', kinds)
