/**
 * What Codex's app-server asks for its threads, and how it is answered. That a thread waits is told to everybody on the line; what it asks
 * only to those who joined it, what stands open already too, and the first answer counts, its window's or ours. A window is not disturbed
 * by either (tried with 0.169). Pure.
 */
import type { Asked, Decision } from '../../core/waiting/approval.ts'
import { questionsIn } from '../asked-questions.ts'
import { unlessRefused } from '../host-talk.ts'
import type { HostAsking, HostedSession, HostMessage, HostNews, HostRequest, HostTalk } from '../hosting.ts'
import { isRecord, type JsonRecord, recordsOf, stringOf } from '../json-fields.ts'
import { call, greet, loadedIds, mostThreads, recordsIn, stateIn, stateOf, threadIn } from './app-server.ts'
import { askedChange } from './asked-change.ts'
import { askedCommand, commandDecision } from './asked-command.ts'

const command = 'item/commandExecution/requestApproval'
const change = 'item/fileChange/requestApproval'
const question = 'item/tool/requestUserInput'

/** Said on and on while a turn goes on, and of no use here. */
const unheard = [
  ...['item/agentMessage/delta', 'item/plan/delta', 'item/reasoning/textDelta', 'item/reasoning/summaryTextDelta'],
  ...['item/commandExecution/outputDelta', 'item/fileChange/outputDelta', 'item/mcpToolCall/progress'],
  ...['thread/tokenUsage/updated', 'account/rateLimits/updated', 'turn/diff/updated', 'rawResponseItem/completed'],
]
/** `experimentalApi`: the answer to joining a thread then has its last turn, and so the patch that is asked about. */
const capabilities = { experimentalApi: true, requestAttestation: false, optOutNotificationMethods: unheard }

export const asking: HostAsking = {
  *begin() {
    // Begun before, in vain: then it was greeted already.
    yield* unlessRefused(greet(capabilities))
    const news: HostNews[] = []
    for (const id of loadedIds(yield call('thread/loaded/list', {})).slice(0, mostThreads)) {
      // One that is about to go, or has nothing written yet.
      const state = yield* unlessRefused(stateOf(id))
      if (state?.activity === 'waiting') news.push({ kind: 'waits', sessionId: id })
    }
    return news
  },
  hear(message) {
    const { method, params } = message
    const sessionId = stringOf(params['threadId'])
    if (sessionId === undefined) return undefined
    if (method === 'thread/status/changed') {
      return { kind: isWaiting(params['status']) ? 'waits' : 'goes-on', sessionId }
    }
    if (method === 'thread/closed') return { kind: 'goes-on', sessionId }
    if (method === 'serverRequest/resolved') return { kind: 'settled', key: keyOf(params['requestId']) }
    if (message.id === undefined || ![command, change, question].includes(method)) return undefined
    return { kind: 'asks', request: { key: keyOf(message.id), sessionId, message } }
  },
  join,
  *leave(threadId) {
    yield call('thread/unsubscribe', { threadId })
  },
  *read({ sessionId, message: { method, params } }, session) {
    if (method === command) return askedCommand(params, session)
    if (method === question) return askedQuestion(params, session)
    // A patch that came after it was joined.
    const isKnown = session.items.has(String(params['itemId']))
    return askedChange(params, isKnown ? session : ((yield* join(sessionId)) ?? session))
  },
  answer,
}

function* join(threadId: string): HostTalk<HostedSession | undefined> {
  const initialTurnsPage = { limit: 1, sortDirection: 'desc', itemsView: 'full' }
  const answer = yield call('thread/resume', { threadId, excludeTurns: true, initialTurnsPage })
  const thread = threadIn(answer)
  if (thread === undefined) return undefined
  return {
    rootSessionId: stringOf(thread['sessionId']) ?? threadId,
    cwd: stringOf(thread['cwd']),
    items: itemsIn(answer),
  }
}

const keyOf = (id: unknown): string => JSON.stringify(id)

const isWaiting = (status: unknown): boolean => stateIn(status)?.activity === 'waiting'

/** Of the newest turn, which is the one that goes on. */
function itemsIn(answer: unknown): ReadonlyMap<string, JsonRecord> {
  const page = isRecord(answer) ? answer['initialTurnsPage'] : undefined
  const items = recordsIn(page).flatMap((turn) => recordsOf(turn['items']))
  return new Map(items.flatMap((item) => (typeof item['id'] === 'string' ? [[item['id'], item] as const] : [])))
}

/** {"questions":[{"id":"q1","header":"Colour","question":"Which colour?","isOther":true,"isSecret":false,"options":[{"label":"Red","description":"Warm"}]}]} */
function askedQuestion({ questions }: JsonRecord, { cwd }: HostedSession): Asked | undefined {
  const thing = questionsIn(questions, {
    isMultiple: () => false,
    // A secret is typed where it is asked for.
    mayAnswer: ({ id, isSecret }) => stringOf(id) !== undefined && isSecret !== true,
  })
  return thing && { kind: 'question', tool: 'request_user_input', thing, cwd, always: [], answers: ['choose'] }
}

/** Words that go with a "no" are told to the turn that goes on first: so the model reads them with the refusal. */
function* answer({ sessionId, message }: HostRequest, decision: Decision): HostTalk<void> {
  const text = decision.answer === 'deny' ? decision.text : ''
  if (text !== '') {
    const input = [{ type: 'text', text, text_elements: [] }]
    yield call('turn/steer', { threadId: sessionId, expectedTurnId: message.params['turnId'], input })
  }
  if (message.id !== undefined) yield { kind: 'reply', id: message.id, result: resultOf(message, decision) }
}

function resultOf({ method, params }: HostMessage, decision: Decision): object {
  if (decision.answer === 'choose') return { answers: answersOf(params, decision.choices) }
  if (method === command) return { decision: commandDecision(params, decision) }
  const isYes = decision.answer === 'allow' || decision.answer === 'always'
  if (decision.answer === 'deny' && decision.stops === true) return { decision: 'cancel' }
  return { decision: isYes ? (decision.answer === 'always' ? 'acceptForSession' : 'accept') : 'decline' }
}

function answersOf({ questions }: JsonRecord, choices: readonly (readonly string[])[]): object {
  return Object.fromEntries(
    recordsOf(questions).map(({ id }, index) => [String(id), { answers: choices[index] ?? [] }]),
  )
}
