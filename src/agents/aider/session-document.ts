/** One of Aider's histories as a session: what was said in a folder. Pure. */
import { dirname } from 'node:path'
import { mainLane, type SessionEvent } from '../../core/session/session-event.ts'
import type { LogDetail, LogLine, SessionDocuments } from '../agent.ts'
import { type EventDraft, placeEvents } from '../event-draft.ts'
import { createTextKeeper, keepText, limitsOf, type TextKeeper } from '../event-text.ts'
import { type Block, blocksOf } from './history.ts'
import { idOf } from './session-source.ts'

const shownAtOnce = 6

export const factsOfHistory = (path: string): LogLine['facts'] => {
  const cwd = dirname(path)
  return { sessionId: idOf(cwd), cwd }
}

export const sessionDocuments: SessionDocuments = {
  headOf: () => ({}),
  filesOf: (path) => ({ files: [path], folders: [] }),
  read(path, { textOf }) {
    const text = textOf(path)
    if (text === undefined) return undefined
    const blocks = blocksOf(text)
    const changed = blocks.map((block, at) => ({ offset: at + 1, events: eventsOf(block, at + 1, 'kept') }))
    const lane = { lane: mainLane, facts: factsOfHistory(path), count: blocks.length, changed }
    return { lanes: [lane], untilMs: 0 }
  },
  lastRecords(path, { textOf }) {
    const text = textOf(path)
    if (text === undefined) return undefined
    const blocks = blocksOf(text)
    const first = Math.max(0, blocks.length - shownAtOnce)
    const events = blocks.slice(first).flatMap((block, at) => eventsOf(block, first + at + 1, 'brief'))
    return { events, facts: factsOfHistory(path) }
  },
  readWhole(path, { textOf }, _, offset) {
    const block = blocksOf(textOf(path) ?? '')[offset - 1]
    return block === undefined ? [] : eventsOf(block, offset, 'whole')
  },
}

/**
 * `offset`: the number of the block, from 1. No event has a time, as only runs tell theirs: in words, because what is undated keeps no place
 * beside what is.
 */
export function eventsOf(block: Block, offset: number, detail: LogDetail): readonly SessionEvent[] {
  const keeper = createTextKeeper(limitsOf[detail])
  return placeEvents(draftsOf(block, keeper), { isCut: keeper.isCut }, { lane: mainLane, offset })
}

/** Counted at the end of each answer. */
const endOfTurn = /^Tokens: /m

function draftsOf({ kind, text }: Block, keeper: TextKeeper): readonly EventDraft[] {
  switch (kind) {
    case 'prompt':
      return [{ kind: 'prompt', text: keepText(keeper, text), images: 0 }]
    case 'run':
    case 'note':
      return [
        { kind: 'notice', text: keepText(keeper, text), isError: false },
        ...(endOfTurn.test(text) ? [{ kind: 'turn-end' } as const] : []),
      ]
    case 'answer':
      return [{ kind: 'text', text: keepText(keeper, text) }]
    default:
      return kind satisfies never
  }
}
