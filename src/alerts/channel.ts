/** A way by which an alert is told: each makes of a message what its service takes. */
import type { AlertMessage } from '../core/alerts/alert-message.ts'
import type { ChannelValues } from '../core/alerts/channel-kinds.ts'

/** `isFinal`: another try would bring the same. */
export type Sent =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly isFinal: boolean
      readonly message: string
      readonly retryAfterMs?: number | undefined
    }

export interface ChannelRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The hands that a channel is lent. */
export interface ChannelHands {
  readonly post: (request: ChannelRequest) => Promise<Sent>
  readonly nowMs: () => number
}

export interface Channel {
  /** It is told when an alert is over as well. */
  readonly takesResolved?: boolean | undefined
  send(message: AlertMessage, values: ChannelValues, hands: ChannelHands): Promise<Sent>
}

export const textOf = (values: ChannelValues, key: string): string => String(values[key] ?? '')

/** A channel that posts JSON and needs nothing else. */
export const posting = (
  make: (
    message: AlertMessage,
    values: ChannelValues,
  ) => Omit<ChannelRequest, 'body' | 'headers'> & {
    readonly json: unknown
    readonly headers?: Readonly<Record<string, string>>
  },
  takesResolved = false,
): Channel => ({
  takesResolved,
  send(message, values, { post }) {
    const { url, json, headers } = make(message, values)
    return post({ url, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(json) })
  },
})

/** Title and body, where a service takes one text. */
export const inOneText = ({ title, body }: AlertMessage): string => (body === '' ? title : `${title}\n${body}`)
