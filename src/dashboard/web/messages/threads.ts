/** Messages between agents as threads: who writes with whom, and what went to several at once. Pure. */
import { type MessageReport, messageLine } from '../../../core/inbox/inbox-report.ts'

export interface Thread {
  readonly key: string
  /** "web-frontend → payments-api" */
  readonly title: string
  /** Oldest first. What went to several stands once, with all of them. */
  readonly messages: readonly ThreadMessage[]
  readonly unread: number
  /** Whom an answer goes to: whoever was written to last. */
  readonly to: { readonly sessionId: string; readonly name: string }
}

export type ThreadMessage = MessageReport & { readonly recipients: readonly MessageReport[] }

export const shows = ['all', 'unread', 'lost'] as const
export type Show = (typeof shows)[number]

/** The last one written to first. */
export function threadsOf(messages: readonly MessageReport[], show: Show, search: string): readonly Thread[] {
  const word = search.trim().toLowerCase()
  const byKey = Map.groupBy(together(messages), keyOf)
  return [...byKey]
    .map(([key, some]): Thread | undefined => {
      const last = some.at(-1)
      if (last === undefined) return undefined
      const title = `${last.from.name} → ${last.isToAll ? 'all' : last.to.name}`
      return { key, title, messages: some, unread: count(some, isUnread), to: last.to }
    })
    .filter((thread) => thread !== undefined)
    .filter(({ messages: some }) => some.some((one) => isShown(one, show) && textOf(one).includes(word)))
    .toSorted((a, b) => (b.messages.at(-1)?.at ?? '').localeCompare(a.messages.at(-1)?.at ?? ''))
}

const textOf = (message: MessageReport): string => messageLine(message).toLowerCase()

/** One for each time that somebody wrote something to several. */
export function together(messages: readonly MessageReport[]): readonly ThreadMessage[] {
  const sent = Map.groupBy(messages, ({ from, at, text, isToAll, id }) =>
    isToAll ? JSON.stringify([from.sessionId, at, text]) : id,
  )
  return [...sent.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, recipients: [first, ...others] }],
  )
}

/** Both ways are one thread; what goes to all is its writer's. */
function keyOf({ from, to, isToAll }: MessageReport): string {
  const writer = from.sessionId ?? from.name
  return isToAll ? `${writer} > all` : keyOfTwo(writer, to.sessionId)
}

/** By their sessions; a person by the name. */
export const keyOfTwo = (one: string, other: string): string => [one, other].toSorted().join(' ')

export const isUnread = ({ recipients }: ThreadMessage): boolean => recipients.some(({ state }) => state === 'unread')
export const isLost = ({ recipients }: ThreadMessage): boolean =>
  recipients.some(({ state }) => state === 'expired' || state === 'not-sent')

const isShown = (message: ThreadMessage, show: Show): boolean =>
  show === 'all' || (show === 'unread' ? isUnread(message) : isLost(message))

export const count = (messages: readonly ThreadMessage[], is: (message: ThreadMessage) => boolean): number =>
  messages.filter(is).length

/** "read 14:21", "not read yet", "as prompt q41"; of several how many. */
export function stateInWords({ recipients }: ThreadMessage, timeOf: (iso: string) => string): string {
  const byWord = Map.groupBy(recipients, (one) => wordFor(one, timeOf))
  return [...byWord].map(([word, some]) => (recipients.length === 1 ? word : `${some.length} ${word}`)).join(', ')
}

function wordFor({ state, readAt, promptId, notSent }: MessageReport, timeOf: (iso: string) => string): string {
  switch (state) {
    case 'unread':
      return 'not read yet'
    case 'read':
      return `read${readAt === undefined ? '' : ` ${timeOf(readAt)}`}`
    case 'expired':
      return 'not read within a day'
    case 'prompt':
      return promptId === undefined ? 'as a prompt' : `as prompt ${promptId}`
    case 'not-sent':
      return `not sent: ${notSent ?? ''}`
    default:
      return state satisfies never
  }
}
