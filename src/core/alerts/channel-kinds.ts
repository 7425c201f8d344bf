/** The ways by which an alert can be told, and what each has to be given. Pure. */
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

export const channelIds = [
  'desktop',
  'webhook',
  'slack',
  'discord',
  'teams',
  'telegram',
  'ntfy',
  'gotify',
  'pushover',
  'pagerduty',
  'email',
  'command',
] as const
export type ChannelId = (typeof channelIds)[number]
export const isChannelId = (id: string): id is ChannelId => (channelIds as readonly string[]).includes(id)

export interface ChannelField {
  readonly takes: 'address' | 'text' | 'number' | 'words'
  readonly meaning: string
  readonly isNeeded: boolean
  /** Kept, used, and never shown again. */
  readonly isSecret: boolean
}

export interface ChannelKind {
  readonly name: string
  readonly fields: Readonly<Record<string, ChannelField>>
}

const field = (takes: ChannelField['takes'], meaning: string, isNeeded = true, isSecret = false): ChannelField => ({
  ...{ takes, meaning, isNeeded, isSecret },
})
const secret = (meaning: string, isNeeded = true) => field('text', meaning, isNeeded, true)
/** Whoever knows it may write there. */
const secretAddress = (meaning: string) => field('address', meaning, true, true)

export const channelKinds: Readonly<Record<ChannelId, ChannelKind>> = {
  desktop: { name: 'Desktop', fields: {} },
  webhook: {
    name: 'Webhook',
    fields: {
      url: secretAddress('Where JSON is posted'),
      secret: secret('Signs what is posted, in X-TCE-Signature', false),
    },
  },
  slack: { name: 'Slack', fields: { url: secretAddress('An incoming webhook of Slack') } },
  discord: { name: 'Discord', fields: { url: secretAddress('A webhook of a Discord channel') } },
  teams: { name: 'Microsoft Teams', fields: { url: secretAddress('A workflow of Teams that takes a webhook') } },
  telegram: {
    name: 'Telegram',
    fields: {
      token: secret('Of the bot, from @BotFather'),
      chat: field('text', 'The id of the chat'),
      url: field('address', 'Of a Bot API server of your own', false),
    },
  },
  ntfy: {
    name: 'ntfy',
    fields: { url: secretAddress('The topic: https://ntfy.sh/my-topic'), token: secret('An access token', false) },
  },
  gotify: { name: 'Gotify', fields: { url: field('address', 'The server'), token: secret('Of the application') } },
  pushover: {
    name: 'Pushover',
    fields: {
      token: secret('Of the application'),
      user: secret('The key of you or your group'),
      url: field('address', 'Another address of its API', false),
    },
  },
  pagerduty: {
    name: 'PagerDuty',
    fields: {
      key: secret('The integration key of a service'),
      url: field('address', 'Another address of its events', false),
    },
  },
  email: {
    name: 'E-mail',
    fields: {
      host: field('text', 'The SMTP server'),
      port: field('number', '465 is encrypted from the start; 587 when none is given', false),
      user: field('text', 'To sign in with', false),
      password: secret('To sign in with', false),
      from: field('text', 'Who it is from'),
      to: field('text', 'Who gets it'),
    },
  },
  command: {
    name: 'Command',
    fields: { argv: field('words', 'A program and its arguments; what is told comes on stdin as JSON') },
  },
}

/** As they are kept, by the names of the kind's fields. */
export type ChannelValues = Readonly<Record<string, string | readonly string[]>>

export interface ChannelSettings {
  readonly values: ChannelValues
  /** What is told has what an agent asks and what events say as well. */
  readonly hasDetails: boolean
}

/** What a channel is set to, or what is wrong with it. Empty texts count as not given. */
export function checkChannel(id: ChannelId, given: Readonly<Record<string, unknown>>): Result<ChannelValues, string> {
  const { name, fields } = channelKinds[id]
  const values: Record<string, string | readonly string[]> = {}
  const stranger = Object.keys(given).find((key) => fields[key] === undefined && given[key] !== undefined)
  if (stranger !== undefined)
    return err(`${name} has no “${stranger}”. It takes ${Object.keys(fields).join(', ') || 'nothing'}.`)
  for (const [key, { takes, isNeeded, meaning }] of Object.entries(fields)) {
    const value = given[key]
    if (value === undefined || value === '') {
      if (isNeeded) return err(`${name} needs ${key}: ${meaning.charAt(0).toLowerCase()}${meaning.slice(1)}.`)
      continue
    }
    if (takes === 'words') {
      const isGood =
        Array.isArray(value) &&
        value.length > 0 &&
        value.every((one) => typeof one === 'string' && one !== '' && !one.includes('\0'))
      if (!isGood) return err(`${key} has to be a list: a program and its arguments.`)
      values[key] = value as readonly string[]
      continue
    }
    if (typeof value !== 'string' || value.length > 2_000 || /\p{Cc}/u.test(value))
      return err(`${key} has to be one line of text.`)
    if (takes === 'number' && !/^\d{1,5}$/.test(value)) return err(`${key} has to be a number.`)
    const whyNot = takes === 'address' ? whyNoAddress(value) : undefined
    if (whyNot !== undefined) return err(`${key} ${whyNot}`)
    values[key] = value
  }
  return ok(values)
}

function whyNoAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is no address. It begins with https://.'
  const { protocol, username, password } = new URL(text)
  if (protocol !== 'https:' && protocol !== 'http:')
    return 'has to begin with https://, or http:// in your own network.'
  return username === '' && password === '' ? undefined : 'may have no name and password in it.'
}

/** What may be shown of it: `https://hooks.slack.com/…/q2Vd`. */
export function shownChannel(id: ChannelId, values: ChannelValues): string {
  if (id === 'desktop') return 'this computer'
  const { fields } = channelKinds[id]
  const shown = Object.entries(values).flatMap(([key, value]) => {
    const isSecret = fields[key]?.isSecret === true
    if (fields[key]?.takes === 'address') return shortAddress(String(value))
    // Arguments may hold a secret: the program alone is shown.
    if (fields[key]?.takes === 'words') return `${value[0]}${value.length > 1 ? ' …' : ''}`
    return isSecret || key === 'port' || key === 'user' ? [] : String(value)
  })
  return shown.join(', ') || 'set up'
}

function shortAddress(text: string): string {
  const { origin, pathname } = new URL(text)
  if (pathname.length <= 1) return origin
  return `${origin}/…${pathname.length > 12 ? pathname.slice(-4) : ''}`
}
