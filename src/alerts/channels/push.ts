/** Services that bring a message to a phone: ntfy, Gotify, Pushover, and PagerDuty for who is on duty. */
import { posting, textOf } from '../channel.ts'

export const ntfy = posting((message, values) => {
  const url = new URL(textOf(values, 'url'))
  const [topic = '', ...folders] = url.pathname.split('/').filter(Boolean).toReversed()
  const token = textOf(values, 'token')
  return {
    // As JSON to the root, for a header can't carry every letter of a title.
    url: `${url.origin}/${folders.toReversed().join('/')}`,
    json: { topic: decodeURIComponent(topic), title: message.title, message: message.body || message.title },
    ...(token !== '' && { headers: { authorization: `Bearer ${token}` } }),
  }
})

export const gotify = posting((message, values) => ({
  url: `${textOf(values, 'url').replace(/\/+$/, '')}/message`,
  json: { title: message.title, message: message.body || message.title, priority: 5 },
  headers: { 'x-gotify-key': textOf(values, 'token') },
}))

export const pushover = posting((message, values) => ({
  url: textOf(values, 'url') || 'https://api.pushover.net/1/messages.json',
  json: {
    ...{ token: textOf(values, 'token'), user: textOf(values, 'user') },
    ...{ title: message.title.slice(0, 250), message: (message.body || message.title).slice(0, 1_024) },
  },
}))

/** Opened and resolved under the alert's id. */
export const pagerduty = posting((message, values) => {
  const { id, state, title, body, project, kind } = message
  return {
    url: textOf(values, 'url') || 'https://events.pagerduty.com/v2/enqueue',
    json: {
      routing_key: textOf(values, 'key'),
      event_action: state === 'resolved' ? 'resolve' : 'trigger',
      dedup_key: `tce-${id}`,
      payload: {
        ...{ summary: title.slice(0, 1_024), source: project ?? 'tce', severity: 'warning', class: kind },
        custom_details: { told: body },
      },
    },
  }
}, true)
