/** What opencode's server asks for its sessions, and how it is answered. Pure. */
import type { Asked, AskedThing, Decision } from '../../core/waiting/approval.ts'
import { questionsIn } from '../asked-questions.ts'
import type { HostAsking, HostNews, HostRequest, HostTalk } from '../hosting.ts'
import { isRecord, type JsonRecord, recordsOf, stringOf } from '../json-fields.ts'
import { editsIn } from '../unified-diff.ts'
import { get, inFolder, isId, post } from './server-calls.ts'

export const asking: HostAsking = {
  *begin() {
    const permissions = recordsOf(yield get('/permission'))
    const questions = recordsOf(yield get('/question'))
    return [
      ...permissions.flatMap((one) => asks('permission', one) ?? []),
      ...questions.flatMap((one) => asks('question', one) ?? []),
    ]
  },
  hear({ method, params }) {
    if (method === 'permission.asked') return asks('permission', params)
    if (method === 'question.asked') return asks('question', params)
    if (/^(?:permission|question)\.(?:replied|rejected)$/.test(method)) {
      return { kind: 'settled', key: String(params['requestID']) }
    }
    const { status } = params
    const isOver = method === 'session.status' && isRecord(status) && status['type'] === 'idle'
    const sessionId = stringOf(params['sessionID'])
    return isOver && sessionId !== undefined ? { kind: 'goes-on', sessionId } : undefined
  },
  *join(sessionId) {
    if (!isId(sessionId)) return undefined
    const session = yield get(`/session/${sessionId}`)
    if (!isRecord(session)) return undefined
    const rootSessionId = stringOf(session['parentID']) ?? sessionId
    return { rootSessionId, cwd: stringOf(session['directory']), items: new Map() }
  },
  *read({ message: { method, params } }, { cwd }) {
    if (method === 'question') return askedQuestion(params, cwd)
    const thing = yield* thingOf(params, cwd)
    if (thing === undefined) return undefined
    const always = textsIn(params['always'])
    return {
      kind: 'permission',
      tool: stringOf(params['permission']) ?? 'a tool',
      thing,
      cwd,
      stops: 'without-words',
      always:
        always.length === 0
          ? []
          : [
              {
                id: 'patterns',
                words: `Whatever fits ${always.join(', ')}`,
                meaning: 'a * stands for anything',
                rules: always,
                reach: 'session',
              },
            ],
      answers: always.length === 0 ? ['allow', 'deny'] : ['allow', 'always', 'deny'],
    }
  },
  answer,
}

function asks(method: 'permission' | 'question', params: JsonRecord): HostNews | undefined {
  const [key, sessionId] = [params['id'], stringOf(params['sessionID'])]
  if (!isId(key) || sessionId === undefined) return undefined
  return { kind: 'asks', request: { key, sessionId, message: { method, params } } }
}

/**
 * {"permission":"bash","patterns":["touch a"],"metadata":{"command":"touch a"},"always":["touch *"],"tool":{"messageID":"msg_…","callID":"call_2"}}
 *
 * Patterns say no more than what it is about: where there is neither command nor patch the whole call is fetched. What goes beyond its folder
 * is asked beside the call, and shows that as well.
 */
function* thingOf(params: JsonRecord, cwd: string | undefined): HostTalk<AskedThing | undefined> {
  const metadata = isRecord(params['metadata']) ? params['metadata'] : {}
  const [command, diff, file] = [metadata['command'], metadata['diff'], stringOf(metadata['filepath'])].map(stringOf)
  if (params['permission'] === 'bash' && command !== undefined) return { form: 'command', text: command }
  if (params['permission'] === 'edit' && diff !== undefined) {
    const isOne = diff.split(/^--- /m).length === 2
    const edits = isOne ? editsIn(diff) : undefined
    return edits === undefined || file === undefined
      ? { form: 'input', text: diff }
      : { form: 'change', file, edits, isWhole: false }
  }
  const call = yield* callOf(params, cwd)
  if (call === undefined) return undefined
  const about = { asks: params['permission'], for: textsIn(params['patterns']), ...call }
  return { form: 'input', text: JSON.stringify(about, undefined, 2) }
}

function* callOf({ sessionID, tool }: JsonRecord, cwd: string | undefined): HostTalk<JsonRecord | undefined> {
  const { messageID, callID } = isRecord(tool) ? tool : {}
  if (!isId(sessionID) || !isId(messageID)) return undefined
  const message = yield get(inFolder(`/session/${sessionID}/message/${messageID}`, cwd))
  const parts = isRecord(message) ? recordsOf(message['parts']) : []
  const part = parts.find((one) => one['callID'] === callID)
  const input = isRecord(part?.['state']) ? part['state']['input'] : undefined
  return part === undefined || !isRecord(input) ? undefined : { tool: part['tool'], input }
}

/** {"questions":[{"question":"Which colour?","header":"Colour","options":[{"label":"Red","description":"Warm"}],"multiple":false}]} */
function askedQuestion({ questions }: JsonRecord, cwd: string | undefined): Asked | undefined {
  const thing = questionsIn(questions, { isMultiple: ({ multiple }) => multiple === true })
  return thing && { kind: 'question', tool: 'question', thing, cwd, always: [], answers: ['choose'] }
}

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

function* answer({ key, sessionId, message }: HostRequest, decision: Decision): HostTalk<void> {
  const folder = stringOf(message.params['directory'])
  if (decision.answer === 'choose') {
    yield post(inFolder(`/question/${key}/reply`, folder), { answers: decision.choices })
    return
  }
  if (message.method === 'question') return
  const isYes = decision.answer === 'allow' || decision.answer === 'always'
  const words = decision.answer === 'deny' && decision.text !== '' ? { message: decision.text } : {}
  const reply = isYes ? { reply: decision.answer === 'always' ? 'always' : 'once' } : { reply: 'reject', ...words }
  yield post(inFolder(`/permission/${key}/reply`, folder), reply)
  // A "no" without a word ends its turn, unless its settings say otherwise (`continue_loop_on_deny`); with one it goes on at once.
  if (decision.answer === 'deny' && decision.stops === true)
    yield post(inFolder(`/session/${sessionId}/abort`, folder), {})
}
