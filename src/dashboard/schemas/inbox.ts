/** Messages between agents. */
import type { InboxReport, MessageReport } from '../../core/inbox/inbox-report.ts'
import { messageStates } from '../../core/inbox/inbox-report.ts'
import type { MessageRequest, SentMessages } from '../../services/inbox.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment } from './fields.ts'

const messageSchema = exactly<MessageReport>()(
  z.object({
    id: z.string().openapi({ example: 'm12' }),
    from: z.object({ sessionId: z.string().optional(), name: z.string() }),
    to: z.object({ sessionId: z.string(), name: z.string(), agent: z.string() }),
    isToAll: z.boolean(),
    text: z.string(),
    file: z.string().optional(),
    state: z.enum(messageStates),
    promptId: z.string().optional(),
    notSent: z.string().optional(),
    at: moment,
    readAt: moment.optional(),
    expiresAt: moment,
  }),
).openapi('Message')

export const inboxSchema = exactly<InboxReport>()(
  z.object({ messages: list(messageSchema), unread: z.int(), problem: z.string().optional() }),
).openapi('Inbox')

export const sentMessagesSchema = exactly<SentMessages>()(
  z.object({
    sent: list(messageSchema),
    same: list(messageSchema),
    heldBack: list(z.object({ to: z.string(), why: z.string(), next: z.string() })),
  }),
).openapi('SentMessages')

const sessionId = z.string().min(1).max(200)

export const inboxQuery = z.object({
  sessionId: sessionId.optional(),
  unread: z.literal('1').optional(),
})

export const messageBody = exactlyAsked<MessageRequest>()(
  z.strictObject({
    to: z.union([z.literal('all'), z.strictObject({ sessionId })]),
    text: z.string().max(32_768),
    file: z.string().max(4_096).optional(),
  }),
).openapi('MessageRequest')

export const readBody = z.strictObject({ sessionId, upTo: z.string().max(20).optional() })
export const countSchema = z.object({ count: z.int() })
