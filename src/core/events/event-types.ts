/**
 * Every type of event, in one table: what it says, whether each one counts, and what its data holds. `noun.verb`; a new one is a row
 * here and a call of `append` where it happens. Pure.
 */
import type { FleetReport } from '../process/report.ts'
import type { TrayReport } from '../tray/tray-state.ts'
import type { WaitingReport } from '../waiting/waiting-report.ts'

/** What a field holds; with `?` it is absent where nobody knows. */
type FieldKind = 'text' | 'number' | 'flag' | 'texts'
type Fields = Readonly<Record<string, FieldKind | `${FieldKind}?`>>

/** It happened: each one counts, and is kept for those who come later. */
interface FactType {
  readonly keeps: 'all'
  readonly says: string
  readonly fields: Fields
}
/** How something is now: a newer one takes the place of the older. */
interface StateType<Data> {
  readonly keeps: 'latest'
  readonly says: string
  /** Never there: it carries the type. */
  readonly data?: Data
}

const fact = <const F extends Fields>(says: string, fields: F) => ({ keeps: 'all', says, fields }) as const
const state = <Data>(says: string): StateType<Data> => ({ keeps: 'latest', says })

const agent = {
  /** `<pid>:<start>` */
  agentId: 'text',
  pid: 'number',
  agent: 'text',
  role: 'text',
  project: 'text?',
  name: 'text?',
  cwd: 'text?',
  sessionId: 'text?',
} as const

const prompt = {
  promptId: 'text',
  agent: 'text',
  pid: 'number',
  sessionId: 'text',
  project: 'text?',
  name: 'text?',
  cwd: 'text?',
  state: 'text',
} as const

/** Who did it, as in the audit log. */
const actor = { by: 'text', byKind: 'text' } as const

export const eventTypes = {
  'fleet.changed': state<FleetReport>('The fleet, as GET /api/processes tells it'),
  'usage.changed': state<Readonly<Record<string, never>>>('Usage changed: ask again for what you show'),
  'tray.changed': state<TrayReport>('How it stands with the tray, as GET /api/tray tells it'),
  'waiting.changed': state<WaitingReport>('Who waits for you, as GET /api/waiting tells it'),
  'queue.changed': state<Readonly<Record<string, never>>>('Prompts came, went or changed: ask again for what you show'),
  'team.changed': state<Readonly<Record<string, never>>>(
    'Messages between agents, connections, or ideas came, changed or went: ask again for what you show',
  ),
  'tasks.changed': state<Readonly<Record<string, never>>>(
    'Tasks, projects or backends came, changed or went: ask again for what you show',
  ),
  'limits.changed': state<Readonly<Record<string, never>>>('Limits changed: ask again for what you show'),
  'agent.started': fact('An agent runs that was not there at the look before', { ...agent, startedAt: 'text' }),
  'agent.ended': fact('An agent is gone; `activity` is what it was at when it was last seen', {
    ...agent,
    activity: 'text',
  }),
  'agent.waiting': fact('An agent began to wait for its user; each wait once', {
    ...agent,
    waitingFor: 'text?',
    since: 'text?',
  }),
  'agent.answered': fact('What an agent asked is over: answered here or there, or nobody did; `outcome` says which', {
    ...agent,
    agentId: 'text?',
    pid: 'number?',
    role: 'text?',
    sessionId: 'text',
    approvalId: 'text',
    kind: 'text',
    tool: 'text',
    asked: 'text',
    outcome: 'text',
    answer: 'text?',
    text: 'text?',
    by: 'text?',
    byKind: 'text?',
    waitedMs: 'number',
  }),
  'agent.stale': fact('An agent turned stale', { ...agent, reason: 'text' }),
  'agent.zombie': fact('An agent turned zombie', { ...agent, reason: 'text' }),
  'agent.killed': fact('An agent ended because it was asked to; `by` says by whom', {
    ...agent,
    ...actor,
    forced: 'flag',
  }),
  'agent.pinned': fact('An agent was pinned', agent),
  'agent.unpinned': fact('A pin was taken back', agent),
  'session.began': fact(
    'An agent is at a session that none was at at the look before: a new one, or one taken up again',
    {
      ...agent,
      sessionId: 'text',
    },
  ),
  'session.compacted': fact('A session compacted its context, as its records tell; each time once', {
    agent: 'text',
    sessionId: 'text',
    project: 'text?',
    cwd: 'text?',
    compactedAt: 'text',
  }),
  'prompt.delivered': fact('A prompt stands in the records of its session', {
    ...prompt,
    through: 'text?',
  }),
  'prompt.failed': fact('A prompt did not get there, or nobody knows whether it did: `state` tells', {
    ...prompt,
    through: 'text?',
    reason: 'text?',
  }),
  'message.sent': fact('A message for an agent lies in its inbox; `from` wrote it, an agent or `user`', {
    messageId: 'text',
    agent: 'text',
    sessionId: 'text',
    to: 'text',
    from: 'text',
    fromSessionId: 'text?',
  }),
  'task.moved': fact('A task is in another state; `was` is the one before', {
    taskId: 'text',
    name: 'text',
    project: 'text',
    state: 'text',
    was: 'text',
    reason: 'text?',
  }),
  'task.merged': fact('A task was merged into a branch here, by `how`; where there are tests they passed', {
    taskId: 'text',
    name: 'text',
    project: 'text',
    branch: 'text',
    commit: 'text',
    how: 'text',
  }),
  'limit.crossed': fact(
    'A limit passed 50, 80, 90 or 100 %: each mark once in a window; `markPercent` is the highest that was passed',
    {
      agent: 'text',
      accountId: 'text',
      account: 'text',
      window: 'text',
      label: 'text',
      markPercent: 'number',
      usedPercent: 'number',
      resetsAt: 'text?',
    },
  ),
  'alert.sent': fact('An alert was told by `channels`; `count` says how many it tells in one', {
    alertId: 'text',
    rule: 'text',
    kind: 'text',
    title: 'text',
    body: 'text',
    channels: 'texts',
    count: 'number',
    agentIds: 'texts?',
    agent: 'text?',
    agentId: 'text?',
    sessionId: 'text?',
    project: 'text?',
    who: 'text?',
    since: 'text?',
  }),
  'cost.crossed': fact('More was spent than a rule allows', {
    rule: 'text',
    per: 'text',
    allowedUsd: 'number',
    spentUsd: 'number?',
    project: 'text?',
    agent: 'text?',
    title: 'text',
    body: 'text',
  }),
  'settings.changed': fact('Settings were changed; `keys` names them', { keys: 'texts', ...actor }),
} as const satisfies Readonly<Record<`${string}.${string}`, FactType | StateType<unknown>>>

type Table = typeof eventTypes
export type EventType = keyof Table
export type FactName = { [T in EventType]: Table[T] extends FactType ? T : never }[EventType]
export type StateName = Exclude<EventType, FactName>

export type EventData<T extends EventType> = Table[T] extends { readonly fields: infer F extends Fields }
  ? DataOf<F>
  : Table[T] extends StateType<infer Data>
    ? Data
    : never

type DataOf<F extends Fields> = {
  readonly [K in keyof F as F[K] extends FieldKind ? K : never]: ValueOf<F[K]>
} & {
  readonly [K in keyof F as F[K] extends FieldKind ? never : K]?: ValueOf<F[K]> | undefined
}
type ValueOf<K> = K extends 'text' | 'text?'
  ? string
  : K extends 'number' | 'number?'
    ? number
    : K extends 'flag' | 'flag?'
      ? boolean
      : readonly string[]

export const allEventTypes = Object.keys(eventTypes) as readonly EventType[]

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventTypes, type)

/** Of a state only the newest is worth telling. */
export const isState = (type: EventType): type is StateName => eventTypes[type].keeps === 'latest'
