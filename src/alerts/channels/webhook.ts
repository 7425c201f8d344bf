/** JSON for a program of the user's own, signed: `X-TCE-Signature: t=<s>,v1=<hex>`, HMAC-SHA256 over `t.body`. */
import { createHmac } from 'node:crypto'
import { type Channel, textOf } from '../channel.ts'

export const webhook: Channel = {
  takesResolved: true,
  send(message, values, { post, nowMs }) {
    const body = JSON.stringify(message)
    const secret = textOf(values, 'secret')
    const seconds = Math.floor(nowMs() / 1000)
    const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
    const signed: Record<string, string> = secret === '' ? {} : { 'x-tce-signature': `t=${seconds},v1=${signature}` }
    // The same message keeps its id over all tries: who gets it twice can tell.
    const headers = { 'content-type': 'application/json', 'x-tce-id': message.id, ...signed }
    return post({ url: textOf(values, 'url'), headers, body })
  },
}
