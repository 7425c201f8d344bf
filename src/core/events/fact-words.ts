/** A fact of the bus as an event that is kept: in words, with its level and its session. Pure. */
import type { Level, NewCaptured } from '../captured/captured-event.ts'
import type { EventOf, UntoldFact } from './event.ts'
import type { FactName } from './event-types.ts'

const words: { readonly [T in FactName]: (data: EventOf<T>['data']) => string } = {
  'agent.started': ({ role }) => `started, ${role}`,
  'agent.ended': ({ activity }) => `ended; it was ${activity} when it was last seen`,
  'agent.waiting': ({ waitingFor }) => (waitingFor === undefined ? 'waits for you' : `waits for you: ${waitingFor}`),
  'agent.answered': ({ outcome, answer = 'answered', by, tool, asked }) =>
    `${tool} ${asked}: ${outcome === 'answered-here' ? `${answer}, by ${by}` : outcome.replaceAll('-', ' ')}`,
  'agent.stale': ({ reason }) => `is stale: ${reason}`,
  'agent.zombie': ({ reason }) => `is a zombie: ${reason}`,
  'agent.killed': ({ by, forced }) => `was ended by ${by}${forced ? ', by force' : ''}`,
  'agent.pinned': () => 'was pinned',
  'agent.unpinned': () => 'is no longer pinned',
  'session.began': () => 'is at a session',
  'session.compacted': () => 'compacted its context',
  'prompt.delivered': ({ promptId, through }) =>
    `has prompt ${promptId}${through === undefined ? '' : `, by ${through}`}`,
  'prompt.failed': ({ promptId, state, reason }) =>
    `has prompt ${promptId} not for certain (${state})${reason === undefined ? '' : `: ${reason}`}`,
  'message.sent': ({ to, from, messageId }) => `@${to} has message ${messageId} from @${from}`,
  'task.moved': ({ name, state, reason }) =>
    `task ${name} is ${state.replaceAll('_', ' ')}${reason === undefined ? '' : `: ${reason}`}`,
  'task.merged': ({ name, branch, commit }) => `task ${name} was merged into ${branch} as ${commit.slice(0, 7)}`,
  'limit.crossed': ({ account, label, usedPercent, markPercent }) =>
    `${account}, ${label.toLowerCase()}: ${Math.round(usedPercent)} % used, over ${markPercent} %`,
  'alert.sent': ({ title, channels }) => `${title}; told by ${channels.join(', ')}`,
  'cost.crossed': ({ title, body }) => `${title}: ${body}`,
  'settings.changed': ({ keys, by }) => `${keys.join(', ')} changed by ${by}`,
}

const levelOf: Partial<Record<FactName, Level>> = {
  'agent.waiting': 'warn',
  'agent.stale': 'warn',
  'agent.zombie': 'error',
  'prompt.failed': 'warn',
  'limit.crossed': 'warn',
  'cost.crossed': 'warn',
}

function subjectOf(data: UntoldFact['data']): string | undefined {
  if ('messageId' in data || 'rule' in data) return undefined
  if ('agentId' in data) return data.project ?? (data.pid === undefined ? data.agent : `pid ${data.pid}`)
  return 'sessionId' in data ? (data.project ?? data.sessionId.slice(0, 8)) : undefined
}

export function capturedFact({ type, at, machine, data, once }: UntoldFact): NewCaptured {
  const say = words[type] as (data: UntoldFact['data']) => string
  const subject = subjectOf(data)
  return {
    source: 'tce',
    event_type: type,
    message: subject === undefined ? say(data) : `${subject} ${say(data)}`,
    level: levelOf[type] ?? 'info',
    atMs: Date.parse(at),
    data: JSON.stringify(data),
    session_id: 'sessionId' in data ? data.sessionId : undefined,
    agent: 'agent' in data ? data.agent : undefined,
    senderId: once === undefined ? undefined : `${machine} ${once}`,
  }
}
