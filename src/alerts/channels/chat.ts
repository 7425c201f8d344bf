/** Chats that give out an address to post to: Slack, Discord, Microsoft Teams, and Telegram's bots. */
import { inOneText, posting, textOf } from '../channel.ts'

/** What Slack takes for marks and mentions. */
const slackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const slack = posting((message, values) => ({
  url: textOf(values, 'url'),
  json: { text: slackText(inOneText(message)) },
}))

export const discord = posting((message, values) => ({
  url: textOf(values, 'url'),
  // Nobody is called by a name that happens to stand in a text.
  json: { content: inOneText(message).slice(0, 2_000), allowed_mentions: { parse: [] } },
}))

export const teams = posting((message, values) => ({
  url: textOf(values, 'url'),
  json: {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          ...{ type: 'AdaptiveCard', version: '1.4' },
          body: [
            { type: 'TextBlock', text: message.title, weight: 'Bolder', wrap: true },
            { type: 'TextBlock', text: message.body || ' ', wrap: true },
          ],
        },
      },
    ],
  },
}))

export const telegram = posting((message, values) => ({
  url: `${(textOf(values, 'url') || 'https://api.telegram.org').replace(/\/+$/, '')}/bot${encodeURIComponent(textOf(values, 'token')).replaceAll('%3A', ':')}/sendMessage`,
  json: { chat_id: textOf(values, 'chat'), text: inOneText(message).slice(0, 4_000) },
}))
