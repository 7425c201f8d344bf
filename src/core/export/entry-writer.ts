/** A session entry by entry: what each form makes of its head, of an entry, and of its end. Pure. */
import type { Entry } from './entry.ts'
import { entryOf } from './entry.ts'
import type { Heading } from './session-facts.ts'
import { headingOf } from './session-facts.ts'
import type { SessionWriter } from './session-format.ts'

interface EntryForm {
  readonly head: (heading: Heading) => string
  readonly entry: (entry: Entry) => string
  readonly foot: string
}

export const entryWriter =
  ({ head, entry, foot }: EntryForm) =>
  (agentName: string): SessionWriter => ({
    head: (session) => head(headingOf(session, agentName)),
    event(event) {
      const said = entryOf(event, agentName)
      return said === undefined ? '' : entry(said)
    },
    foot: () => foot,
  })
