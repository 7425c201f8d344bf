/** What was opened from the palette last, by its id alone: what it is called stays with the server. */
import { keptChoice } from '../store.ts'

const mostKept = 5

const { choice, choose } = keptChoice<readonly string[]>(
  'tce-palette',
  (text) => (text ?? '').split('\n').filter(Boolean).slice(0, mostKept),
  (ids) => (ids.length === 0 ? undefined : ids.join('\n')),
)

export const recentIds = choice

export const noteOpened = (id: string): void =>
  choose([id, ...choice.peek().filter((other) => other !== id)].slice(0, mostKept))
