/**
 * Prompts for a thread by Codex's app-server: a turn of its own, or a word into the turn that goes on. Its window shows either as typed by
 * its user; what begins with a slash is words. Both carry an id of ours, which stands in the conversation (tried with 0.169). Pure.
 */
import { refusalOf, unlessRefused, whyNotBrokenOff } from '../host-talk.ts'
import type { HostedTurn, HostPrompts } from '../hosting.ts'
import { isRecord, type JsonRecord, numberOf } from '../json-fields.ts'
import { call, greet, lastTurnOf, recordsIn, stateOf, turnOf } from './app-server.ts'

export const prompts: HostPrompts = {
  through: 'its app-server',
  *lookAt(threadId) {
    yield* greet()
    // One that is not loaded is not carried by this host; one that had no prompt yet has no turns.
    const state = yield* unlessRefused(stateOf(threadId))
    return state && { ...state, lastTurn: turnIn(yield* unlessRefused(lastTurnOf(threadId))) }
  },
  *send({ sessionId: threadId, text, mark, isOnTheWay }) {
    yield* greet()
    const expectedTurnId = isOnTheWay ? yield* turnOf(threadId) : undefined
    const input = [{ type: 'text', text, text_elements: [] }]
    const prompt = { threadId, clientUserMessageId: mark, input }
    return yield* refusalOf(
      expectedTurnId === undefined ? call('turn/start', prompt) : call('turn/steer', { ...prompt, expectedTurnId }),
    )
  },
  *interrupt(threadId) {
    yield* greet()
    const turnId = yield* turnOf(threadId)
    const why = whyNotBrokenOff(turnId === undefined ? undefined : yield* stateOf(threadId))
    return why ?? (yield* refusalOf(call('turn/interrupt', { threadId, turnId })))
  },
  *find({ sessionId: threadId, mark }) {
    yield* greet()
    const items = recordsIn(yield call('thread/items/list', { threadId, limit: newestItems, sortDirection: 'desc' }))
    if (items.some(({ item }) => isRecord(item) && item['clientId'] === mark)) return 'taken'
    return (yield* turnOf(threadId)) === undefined ? 'nowhere' : 'awaited'
  },
}

/** More than a turn has in the ten minutes in which it is looked for. */
const newestItems = 200

/** Source: {"id":"…","status":"interrupted","error":null,"startedAt":1795810985,"completedAt":1795810986} */
function turnIn(turn: JsonRecord | undefined): HostedTurn {
  const status = turn?.['status']
  if (status === 'inProgress') return { kind: 'open' }
  if (status !== 'interrupted' && status !== 'failed') return { kind: 'ended' }
  const endedAt = numberOf(turn?.['completedAt']) ?? numberOf(turn?.['startedAt']) ?? 0
  return { kind: 'broken', how: status === 'failed' ? 'api-error' : 'interrupted', atMs: endedAt * 1000 }
}
