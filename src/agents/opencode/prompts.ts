/**
 * Prompts for a session by opencode's server, for the agent and the model that the session has: without them it would go on with those
 * that its settings name. A mark of ours stands in the part that has the text. Pure.
 */
import { refusalOf, unlessRefused, whyNotBrokenOff } from '../host-talk.ts'
import type { HostedState, HostedTurn, HostPrompts, HostTalk } from '../hosting.ts'
import { isRecord, type JsonRecord, numberOf, recordsOf, stringOf } from '../json-fields.ts'
import { get, inFolder, isId, post } from './server-calls.ts'

export const prompts: HostPrompts = {
  through: 'its own server',
  *lookAt(sessionId) {
    const session = yield* sessionOf(sessionId)
    if (session === undefined) return undefined
    const folder = stringOf(session['directory'])
    return { ...(yield* stateOf(sessionId, folder)), lastTurn: turnIn(yield* newest(sessionId, folder, 1)) }
  },
  *send({ sessionId, text, mark }) {
    const session = yield* sessionOf(sessionId)
    if (session === undefined) return 'it does not have that session'
    const parts = [{ type: 'text', text, metadata: { tce: mark } }]
    const path = inFolder(`/session/${sessionId}/prompt_async`, stringOf(session['directory']))
    return yield* refusalOf(post(path, { ...agentAndModel(session), parts }))
  },
  *interrupt(sessionId) {
    const session = yield* sessionOf(sessionId)
    const folder = stringOf(session?.['directory'])
    const why = whyNotBrokenOff(session && (yield* stateOf(sessionId, folder)))
    return why ?? (yield* refusalOf(post(inFolder(`/session/${sessionId}/abort`, folder), {})))
  },
  *find({ sessionId, mark }) {
    const session = yield* sessionOf(sessionId)
    const messages = yield* newest(sessionId, stringOf(session?.['directory']), newestMessages)
    const parts = messages.flatMap((message) => recordsOf(message['parts']))
    return parts.some(({ metadata }) => isRecord(metadata) && metadata['tce'] === mark) ? 'taken' : 'nowhere'
  },
}

const newestMessages = 100

/** One that it does not have is refused. */
const sessionOf = (sessionId: string): HostTalk<JsonRecord | undefined> => unlessRefused(read(sessionId))

function* read(sessionId: string): HostTalk<JsonRecord | undefined> {
  const session = isId(sessionId) ? yield get(`/session/${sessionId}`) : undefined
  return isRecord(session) ? session : undefined
}

function* newest(sessionId: string, folder: string | undefined, limit: number): HostTalk<readonly JsonRecord[]> {
  return recordsOf(yield get(inFolder(`/session/${sessionId}/message?limit=${limit}`, folder)))
}

/** Source: {"agent":"build","model":{"id":"mock-large","providerID":"mock","variant":"default"},"directory":"/home/dev/shop",…} */
function agentAndModel({ agent, model }: JsonRecord): object {
  const [id, provider] = isRecord(model) ? [stringOf(model['id']), stringOf(model['providerID'])] : []
  return {
    ...(stringOf(agent) === undefined ? {} : { agent }),
    ...(id === undefined || provider === undefined ? {} : { model: { modelID: id, providerID: provider } }),
  }
}

function* stateOf(sessionId: string, folder: string | undefined): HostTalk<HostedState> {
  const asked = [
    ...recordsOf(yield get(inFolder('/permission', folder))),
    ...recordsOf(yield get(inFolder('/question', folder))),
  ]
  return stateIn(asked, yield get(inFolder('/session/status', folder)), sessionId)
}

function stateIn(asked: readonly JsonRecord[], statuses: unknown, sessionId: string): HostedState {
  if (asked.some(({ sessionID }) => sessionID === sessionId)) {
    return { activity: 'waiting', waitingFor: 'permission prompt' }
  }
  const status = isRecord(statuses) ? statuses[sessionId] : undefined
  return { activity: isRecord(status) && status['type'] !== 'idle' ? 'busy' : 'idle' }
}

/** Source: {"info":{"role":"assistant","time":{"created":1,"completed":2},"error":{"name":"MessageAbortedError"}},"parts":[…]} */
function turnIn(messages: readonly JsonRecord[]): HostedTurn {
  const info = messages.at(-1)?.['info']
  const error = isRecord(info) ? info['error'] : undefined
  if (!isRecord(info) || !isRecord(error)) return { kind: 'ended' }
  const time = isRecord(info['time']) ? info['time'] : {}
  const atMs = numberOf(time['completed']) ?? numberOf(time['created']) ?? 0
  return { kind: 'broken', how: error['name'] === 'MessageAbortedError' ? 'interrupted' : 'api-error', atMs }
}
