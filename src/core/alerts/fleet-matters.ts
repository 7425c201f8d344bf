/** What a look at the agents holds that a rule asks for. Pure. */
import { contextShareOf, doingOf, joinLabel, labelOf, timeOf, waitingParts } from '../process/agent-words.ts'
import type { FleetAgentReport, FleetReport } from '../process/report.ts'
import { minutes, seconds } from '../time/duration.ts'
import type { TurnItem, WaitingReport } from '../waiting/waiting-report.ts'
import { formatBytes, formatDurationInWords, formatPercent, formatUsd } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import { isRuleOfSession, isRuleOfTask } from './budgets.ts'
import type { Matter } from './matter.ts'
import { isHard, type Rule, type RuleKind, type WaitWord } from './rule.ts'

export interface FleetLook {
  readonly nowMs: number
  readonly fleet: FleetReport
  readonly before?: FleetReport | undefined
  /** Who was at work when the last server ended, lately: where there is no look before. */
  readonly beforeRestart?: readonly FleetAgentReport[] | undefined
  readonly waiting?: WaitingReport | undefined
  /** Processes that were ended through TCE: their end is no surprise. */
  readonly endedOnPurpose: ReadonlySet<string>
  /** Since when an agent takes more than it should, by rule and agent: kept from look to look. */
  readonly hogSince: ReadonlyMap<string, number>
  /** Turns that ended, until they were told: kept from look to look. */
  readonly turns: ReadonlyMap<string, EndedTurn>
  /** What tasks that run cost so far, by their ids. Absent: no rule asks. */
  readonly taskCostsUsd?: ReadonlyMap<string, number> | undefined
  /** How a kind of agent is called. */
  readonly agentName: (agent: string) => string
}

export interface EndedTurn {
  readonly beganMs: number
  readonly endedMs: number
  /** It is told now. */
  readonly isDue: boolean
}

/** What is over sooner is told to nobody: between two steps an agent may look as if it waited, or were done. */
const believedAfterMs = seconds(2)
const longEnoughMs = ({ values }: Rule): number => Math.max(minutes(Number(values['minutes'] ?? 0)), believedAfterMs)

/** Undefined: this rule asks for something else. */
export function fleetMatters(rule: Rule, look: FleetLook): readonly Matter[] | undefined {
  const find = finders[rule.kind]
  return find?.(rule, look)
}

type Find = (rule: Rule, look: FleetLook) => readonly Matter[]

const finders: { readonly [K in RuleKind]?: Find } = {
  waits: (rule, look) =>
    look.fleet.processes.flatMap((agent) => waits(agent, rule, look)).concat(idleAfterTurn(rule, look)),
  stale: (rule, look) =>
    look.fleet.processes.flatMap((agent) => {
      const { health, healthReason } = agent
      if (!(rule.values['of'] as readonly string[]).includes(health)) return []
      const lasting = agent.lastActiveAt ?? ''
      const matter = state(
        'stale',
        `${agent.id}/${health}/${lasting}`,
        agent,
        look,
        `is ${health}`,
        healthReason,
        health,
      )
      const isNoNews = look.before !== undefined && !look.before.processes.some(({ id }) => id === agent.id)
      return [{ ...matter, isNoNews }]
    }),
  ended: (_, look) =>
    endedSince(look)
      .filter(({ id }) => !look.endedOnPurpose.has(id))
      .map((agent) => {
        const unseen = look.before === undefined ? ' TCE did not run then.' : ''
        const how = `${howItEnded(agent)}${unseen}`
        const matter = state('ended', `${agent.id}/ended`, agent, look, 'ended unexpectedly', how, 'ended unexpectedly')
        return { ...matter, form: 'moment' as const }
      }),
  failed: (_, look) =>
    (look.waiting?.wentWrong ?? [])
      .filter(({ kind }) => kind === 'failed')
      .map((item) => ofItem('failed', item, look, 'ended its turn with an error')),
  errors: ({ values }, look) =>
    values['or_when_stuck'] !== true
      ? []
      : (look.waiting?.wentWrong ?? [])
          .filter(({ kind }) => kind === 'stuck')
          .map((item) => ofItem('errors', item, look, 'may be stuck')),
  hog: (rule, look) =>
    look.fleet.processes.flatMap((agent) => {
      const sinceMs = look.hogSince.get(hogKey(rule, agent))
      if (sinceMs === undefined || look.nowMs - sinceMs < minutes(Number(rule.values['minutes']))) return []
      const [cpu, memory] = [agent.treeCpuPercent ?? agent.cpuPercent, agent.treeRssBytes ?? agent.rssBytes]
      const takes = [cpu && `${formatPercent(cpu)} of a core`, memory && formatBytes(memory)].filter(Boolean).join(', ')
      const body = `${takes}, for ${formatDurationInWords(look.nowMs - sinceMs)}`
      return [
        {
          ...state('hog', `${agent.id}/hog/${sinceMs}`, agent, look, 'takes much of this machine', body, body),
          sinceMs,
        },
      ]
    }),
  turn: (rule, look) =>
    look.fleet.processes.flatMap((agent) => {
      const turn = look.turns.get(agent.id)
      if (turn === undefined || !turn.isDue) return []
      const tookMs = turn.endedMs - turn.beganMs
      if (tookMs <= minutes(Number(rule.values['minutes']))) return []
      const body = `after ${formatDurationInWords(tookMs)}`
      const matter = state('turn', `${agent.id}/turn/${turn.endedMs}`, agent, look, 'is done', body, body)
      return [{ ...matter, form: 'moment' as const }]
    }),
  context: (rule, look) =>
    look.fleet.processes.flatMap((agent) => {
      const share = contextShareOf(agent)
      if (share === undefined || share * 100 <= Number(rule.values['percent'])) return []
      const body = `${formatPercent(share * 100)} of its context is used`
      // Once per session, also when it goes up and down around the number.
      return [
        state('context', `${agent.sessionId ?? agent.id}/context`, agent, look, 'has little context left', body, body),
      ]
    }),
  'session-spend': (rule, look) =>
    look.fleet.processes.flatMap((agent) => {
      const { sessionId = '', figures } = agent
      if (!isRuleOfSession(rule, sessionId)) return []
      return spent(rule, { key: `${sessionId || agent.id}/cost`, costUsd: figures?.costUsd }, agent, look)
    }),
  'task-spend': (rule, look) =>
    look.fleet.processes.flatMap((agent) => {
      const { task } = agent
      if (task === undefined || !isRuleOfTask(rule, task)) return []
      const costUsd = look.taskCostsUsd?.get(task.id)
      return spent(rule, { key: `${task.id}/cost`, costUsd, as: ' as a task' }, agent, look)
    }),
}

function spent(
  rule: Rule,
  { key, costUsd, as = '' }: { readonly key: string; readonly costUsd: number | undefined; readonly as?: string },
  agent: FleetAgentReport,
  look: FleetLook,
): readonly Matter[] {
  const mostUsd = Number(rule.values['usd'])
  if (costUsd === undefined || costUsd <= mostUsd) return []
  const stops = isHard(rule) ? '. It is interrupted once, and nothing more goes to it.' : ''
  const body = `${formatUsd(costUsd)} so far${stops}`
  return [state(rule.kind, key, agent, look, `passed ${formatUsd(mostUsd)}${as}`, body, body)]
}

/** Who was at work and is gone, whether we ran meanwhile or not. */
export const endedSince = ({
  before,
  beforeRestart,
  fleet,
}: Pick<FleetLook, 'before' | 'beforeRestart' | 'fleet'>): readonly FleetAgentReport[] =>
  endedAtWork(before ?? (beforeRestart && { ...fleet, processes: beforeRestart }), fleet)

export const atWork = ({ processes }: FleetReport): readonly FleetAgentReport[] => processes.filter(wasAtWork)

/** Those that were at work in the one fleet and are missing in the other: whether on purpose, the audit log knows. */
export function endedAtWork(before: FleetReport | undefined, fleet: FleetReport): readonly FleetAgentReport[] {
  const alive = new Set(fleet.processes.map(({ id }) => id))
  return (before?.processes ?? []).filter((agent) => !alive.has(agent.id) && wasAtWork(agent))
}

/** An idle session that closes was closed by its user, and a `-p` run ends when it is done: neither is a surprise. */
const wasAtWork = ({ activity, role }: FleetAgentReport): boolean =>
  (activity === 'busy' || activity === 'waiting') && role !== 'headless' && role !== 'sdk'

const hogKey = ({ id }: Rule, agent: FleetAgentReport): string => `${id}/${agent.id}`

/** For the next look: who takes too much now, and since when. */
export function nextHogSince(
  rules: readonly Rule[],
  { fleet, nowMs, hogSince }: Pick<FleetLook, 'fleet' | 'nowMs' | 'hogSince'>,
): ReadonlyMap<string, number> {
  const over = (rule: Rule, agent: FleetAgentReport) =>
    (agent.treeCpuPercent ?? agent.cpuPercent ?? 0) > Number(rule.values['cpu_percent']) ||
    (agent.treeRssBytes ?? agent.rssBytes ?? 0) > Number(rule.values['memory_gb']) * 1e9
  return new Map(
    rules
      .filter(({ kind }) => kind === 'hog')
      .flatMap((rule) =>
        fleet.processes
          .filter((agent) => over(rule, agent))
          .map((agent) => [hogKey(rule, agent), hogSince.get(hogKey(rule, agent)) ?? nowMs] as const),
      ),
  )
}

/** For the next look: which turns ended, and stayed so. */
export function nextTurns({
  before,
  fleet,
  nowMs,
  turns,
}: Pick<FleetLook, 'before' | 'fleet' | 'nowMs' | 'turns'>): FleetLook['turns'] {
  const next = new Map<string, EndedTurn>()
  for (const { id, activity, activitySince } of fleet.processes) {
    if (activity !== 'idle') continue
    const was = before?.processes.find((agent) => agent.id === id)
    const [beganMs, sinceMs, held] = [timeOf(was?.activitySince), timeOf(activitySince), turns.get(id)]
    const isHeld = held !== undefined && !held.isDue && (sinceMs ?? held.endedMs) === held.endedMs
    const turn = isHeld
      ? held
      : was?.activity === 'busy' && beganMs !== undefined
        ? { beganMs, endedMs: sinceMs ?? nowMs }
        : undefined
    if (turn !== undefined) next.set(id, { ...turn, isDue: nowMs - turn.endedMs >= believedAfterMs })
  }
  return next
}

/** When a look is worth while although nothing may change until then: somebody will have waited, or taken too much, long enough. */
export function nextFleetMomentMs(
  rules: readonly Rule[],
  { fleet, nowMs, hogSince, turns }: FleetLook,
): number | undefined {
  const moments = rules.flatMap((rule) => {
    if (rule.kind === 'turn') return [...turns.values()].map(({ endedMs }) => endedMs + believedAfterMs)
    if (rule.kind === 'waits')
      return fleet.processes.flatMap(({ activity, activitySince }) =>
        activity === 'waiting' || activity === 'idle'
          ? [(timeOf(activitySince) ?? Number.NaN) + longEnoughMs(rule) + 1]
          : [],
      )
    if (rule.kind !== 'hog') return []
    const longMs = minutes(Number(rule.values['minutes'])) + 1
    return [...hogSince].filter(([key]) => key.startsWith(`${rule.id}/`)).map(([, sinceMs]) => sinceMs + longMs)
  })
  const next = Math.min(...moments.filter((moment) => moment > nowMs))
  return Number.isFinite(next) ? next : undefined
}

function waits(agent: FleetAgentReport, rule: Rule, look: FleetLook): readonly Matter[] {
  const sinceMs = timeOf(agent.activitySince)
  if (agent.activity !== 'waiting' || sinceMs === undefined) return []
  const waitedMs = look.nowMs - sinceMs
  const item = look.waiting?.waiting.find(({ agentId }) => agentId === agent.id)
  const word: WaitWord = item === undefined ? 'unknown' : item.kind === 'elicitation' ? 'form' : item.kind
  if (waitedMs <= longEnoughMs(rule) || !(rule.values['of'] as readonly string[]).includes(word)) return []
  const long = formatDurationInWords(waitedMs)
  const reason = waitingParts(agent, look.nowMs).reason || 'input needed'
  const body = `${reason}, ${long}${agent.tty ? `, on ${agent.tty}` : ''}`
  const kind = word === 'unknown' ? 'input needed' : word
  // One per wait, not one per process: the next question is a new matter.
  const matter = state(
    'waits',
    `${agent.id}/waiting/${agent.activitySince}`,
    agent,
    look,
    'waits for you',
    body,
    `${kind}, ${long}`,
  )
  return [{ ...matter, sinceMs, isNewsAtFirst: true }]
}

function idleAfterTurn(rule: Rule, look: FleetLook): readonly Matter[] {
  if (!(rule.values['of'] as readonly string[]).includes('idle')) return []
  return (look.waiting?.finished ?? []).flatMap((item) => {
    const sinceMs = timeOf(item.since)
    const agent = look.fleet.processes.find(({ id }) => id === item.agentId)
    if (agent === undefined || sinceMs === undefined) return []
    if (look.nowMs - sinceMs <= longEnoughMs(rule)) return []
    const body = `its turn ended, ${formatDurationInWords(look.nowMs - sinceMs)} ago`
    return [{ ...state('waits', `${agent.id}/idle/${item.since}`, agent, look, 'is idle', body, body), sinceMs }]
  })
}

/** What is told elsewhere has the project, and never the name of a session: an agent may have made it from a prompt. */
function state(
  kind: RuleKind,
  key: string,
  agent: FleetAgentReport,
  { agentName }: FleetLook,
  says: string,
  body: string,
  plainBody: string,
): Matter {
  const who = joinLabel(labelOf(agent))
  return {
    ...{ kind, key, who, body, plainBody, form: 'state' as const },
    title: `${who} ${says}`,
    plainTitle: `${plainWho(agent, agentName)} ${says}`,
    ...{ project: agent.project, agent: agent.agent, agentId: agent.id, sessionId: agent.sessionId },
  }
}

function ofItem(kind: RuleKind, item: TurnItem, { agentName, nowMs }: FleetLook, says: string): Matter {
  const sinceMs = timeOf(item.since)
  const long = sinceMs === undefined ? '' : `${formatDurationInWords(Math.max(0, nowMs - sinceMs))} ago`
  const who = joinLabel(labelOf({ ...item, pid: item.pid ?? 0 }))
  return {
    ...{
      kind,
      key: `${item.id}/${item.kind}/${item.since ?? ''}`,
      who,
      body: plainText(item.summary),
      plainBody: long,
    },
    title: `${who} ${says}`,
    plainTitle: `${plainWho(item, agentName)} ${says}`,
    ...{ project: item.project, agent: item.agent, agentId: item.agentId, sessionId: item.sessionId, sinceMs },
    form: 'state',
  }
}

function plainWho(
  { agent, project }: { readonly agent: string; readonly project?: string | undefined },
  nameOf: FleetLook['agentName'],
): string {
  const name = plainText(nameOf(agent))
  return project === undefined ? name : `${plainText(project)} (${name})`
}

function howItEnded(agent: FleetAgentReport): string {
  const [word, what] =
    agent.activity === 'waiting' ? ['waiting for you', plainText(agent.waitingFor ?? '')] : ['busy', doingOf(agent)]
  const did = `It was ${word}${what === '' ? '' : `: ${what}`}.`
  return [did, agent.resumeCommand && `Resume: ${plainText(agent.resumeCommand)}`].filter(Boolean).join(' ')
}
