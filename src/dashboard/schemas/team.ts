/** Connected agents, and what is said to them. */

import { messageStates } from '../../core/inbox/inbox-report.ts'
import { channelIds, promptStates } from '../../core/prompts/prompt.ts'
import type { ChatMessage } from '../../core/team/chat.ts'
import { canvasSize, type TeamGraph } from '../../core/team/graph.ts'
import type { ChatRequest, TeamChange, TeamChat } from '../../services/team.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment } from './fields.ts'

const sessionId = z.string().min(1).max(200)
const coordinate = z.number().min(0).max(canvasSize)

export const graphSchema = exactly<TeamGraph>()(
  z.object({
    nodes: list(z.object({ sessionId: z.string(), name: z.string(), x: z.number(), y: z.number() })),
    connections: list(z.tuple([z.string(), z.string()])),
    groups: list(list(z.string())),
    problem: z.string().optional(),
  }),
).openapi('TeamGraph')

export const graphBody = exactlyAsked<TeamChange>()(
  z.discriminatedUnion('do', [
    z.strictObject({ do: z.enum(['connect', 'disconnect']), a: sessionId, b: sessionId }),
    z.strictObject({
      do: z.literal('place'),
      places: list(z.strictObject({ sessionId, x: coordinate, y: coordinate })),
    }),
  ]),
).openapi('TeamChange')

const recipient = z.object({
  sessionId: z.string(),
  name: z.string(),
  state: z.enum(messageStates),
  notSent: z.string().optional(),
  prompt: z
    .object({
      id: z.string().openapi({ example: 'q41' }),
      state: z.enum(promptStates),
      reason: z.string().optional(),
      stateSince: moment,
      sent: z
        .object({ channel: z.enum(channelIds), through: z.string(), at: moment, isQueuedThere: z.boolean() })
        .optional(),
    })
    .optional(),
})

export const chatMessageSchema = exactly<ChatMessage>()(
  z.object({
    id: z.string().openapi({ example: 'm12' }),
    from: z.object({ sessionId: z.string().optional(), name: z.string() }),
    isToAll: z.boolean(),
    text: z.string(),
    file: z.string().optional(),
    at: moment,
    to: list(recipient),
  }),
).openapi('ChatMessage')

export const chatSchema = exactly<TeamChat>()(
  z.object({
    members: list(z.object({ sessionId: z.string(), name: z.string() })),
    messages: list(chatMessageSchema),
  }),
).openapi('TeamChat')

export const chatQuery = z.object({ sessionId })

export const chatBody = exactlyAsked<ChatRequest>()(
  z.strictObject({ sessionId, text: z.string().max(32_768), to: list(sessionId).optional() }),
).openapi('ChatRequest')
