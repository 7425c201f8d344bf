/** Sends one message by one channel. Its own file so that mail and chats are loaded with the first of them. */

import type { Sent } from '../alerts/channel.ts'
import { channels } from '../alerts/channels/index.ts'
import { guardedPost } from '../alerts/guarded-post.ts'
import type { AlertMessage } from '../core/alerts/alert-message.ts'
import type { ChannelValues } from '../core/alerts/channel-kinds.ts'

const hands = { post: guardedPost(), nowMs: Date.now }

export async function sendAlert(id: string, message: AlertMessage, values: ChannelValues): Promise<Sent> {
  const channel = Object.hasOwn(channels, id) ? channels[id as keyof typeof channels] : undefined
  if (channel === undefined) return { ok: false, isFinal: true, message: 'there is no such channel' }
  return channel.send(message, values, hands)
}
