import { describe, expect, it } from 'vitest'
import {
  type FleetLook,
  fleetMatters,
  nextFleetMomentMs,
  nextHogSince,
  nextTurns,
} from '../../../src/core/alerts/fleet-matters.ts'
import type { Rule } from '../../../src/core/alerts/rule.ts'
import { checkRule } from '../../../src/core/alerts/rule-check.ts'
import type { FleetAgentReport } from '../../../src/core/process/report.ts'
import { minutes } from '../../../src/core/time/duration.ts'
import { nothingWaits } from '../../../src/core/waiting/waiting-report.ts'
import { agent, ago, busy, fleet, nowMs, stale, waiting, zombie } from '../../tray/fleet.ts'

const context = { channels: ['desktop'], whyNoQuery: () => undefined }
function rule(kind: string, values: Record<string, unknown> = {}): Rule {
  const read = checkRule({ id: 'r', kind, ...values }, context)
  if (!read.ok) throw new Error(read.error)
  return read.value
}
const look = (...agents: readonly FleetAgentReport[]): FleetLook => ({
  ...{ nowMs, fleet: fleet(...agents), endedOnPurpose: new Set(), hogSince: new Map(), turns: new Map() },
  agentName: () => 'Claude Code',
})
const titles = (of: Rule, at: FleetLook) => fleetMatters(of, at)?.map(({ title }) => title)

describe('an agent that waits', () => {
  const one = waiting(1, 'a', { activitySince: ago(2), tty: 'pts/3', name: 'fix-login' })

  it('is told when it waited longer than the rule says, not at it', () => {
    expect(titles(rule('waits', { minutes: 2 }), look(one))).toEqual([])
    const [told] = fleetMatters(rule('waits', { minutes: 2 }), { ...look(one), nowMs: nowMs + 1 }) ?? []
    expect(told).toMatchObject({ title: 'a · fix-login waits for you', body: 'permission prompt, 2 min, on pts/3' })
  })

  it('is told only when it stood for 2 s, however short a wait the rule asks for', () => {
    const at = look(waiting(1, 'a', { activitySince: new Date(nowMs - 2_000).toISOString() }))
    const soon = rule('waits', { minutes: 0 })
    expect(titles(soon, at)).toEqual([])
    expect(nextFleetMomentMs([soon], at)).toBe(nowMs + 1)
    expect(titles(soon, { ...at, nowMs: nowMs + 1 })).toEqual(['a waits for you'])
  })

  it('is told elsewhere by project, kind of agent, kind and how long alone', () => {
    const secret = waiting(1, 'a', { name: 'rm -rf of the vault', asks: 'Bash rm -rf /vault', tty: 'pts/3' })
    const [told] = fleetMatters(rule('waits'), look(secret)) ?? []
    expect(told).toMatchObject({ plainTitle: 'a (Claude Code) waits for you', plainBody: 'input needed, 3 min' })
  })

  it('is told by the kinds that the rule asks for', () => {
    const item = { id: 'w', kind: 'plan', agent: 'claude', agentId: one.id, summary: '' } as const
    const at = { ...look(waiting(1, 'a')), waiting: { ...nothingWaits, waiting: [item] } }
    expect(titles(rule('waits', { of: ['permission'] }), at)).toEqual([])
    expect(fleetMatters(rule('waits', { of: ['plan'] }), at)).toMatchObject([{ plainBody: 'plan, 3 min' }])
  })

  it('is another matter with its next question, and none without a start', () => {
    const keys = [ago(3), ago(4)].map(
      (activitySince) => fleetMatters(rule('waits'), look(waiting(1, 'a', { activitySince })))?.[0]?.key,
    )
    expect(new Set(keys).size).toBe(2)
    expect(titles(rule('waits'), look(waiting(1, 'a', { activitySince: undefined })))).toEqual([])
  })

  it('is looked at again when its wait is long enough', () => {
    expect(nextFleetMomentMs([rule('waits', { minutes: 5 })], look(waiting(1, 'a')))).toBe(nowMs + minutes(2) + 1)
    expect(nextFleetMomentMs([rule('waits', { minutes: 2 })], look(waiting(1, 'a')))).toBeUndefined()
  })
})

it('stale and zombie are told as the rule names them; who was never seen otherwise is no news', () => {
  const before = fleet(agent(1, 'a'), agent(2, 'b'))
  expect(titles(rule('stale'), { ...look(stale(1, 'a'), zombie(2, 'b')), before })).toEqual([
    'a is stale',
    'b is zombie',
  ])
  expect(titles(rule('stale', { of: ['zombie'] }), look(stale(1, 'a'), zombie(2, 'b')))).toEqual(['b is zombie'])
  expect(fleetMatters(rule('stale'), { ...look(stale(3, 'c')), before })).toMatchObject([{ isNoNews: true }])
})

it('an end at work is told with how to go on, unless it was asked for, or is how such runs end', () => {
  const before = fleet(
    busy(1, 'a', 'Bash make'),
    agent(2, 'b'),
    busy(3, 'c', 'x', { role: 'headless' }),
    waiting(4, 'd'),
  )
  const at = { ...look(), before, endedOnPurpose: new Set([before.processes.find(({ pid }) => pid === 4)?.id ?? '']) }
  expect(fleetMatters(rule('ended'), at)).toMatchObject([
    {
      title: 'a ended unexpectedly',
      body: 'It was busy: Bash make. Resume: claude --resume 1',
      plainBody: 'ended unexpectedly',
    },
  ])
})

describe('a turn', () => {
  const before = fleet(busy(1, 'a', 'x', { activitySince: ago(9) }), busy(2, 'b', 'x', { activitySince: ago(4) }))
  const idle = (activitySince: string) =>
    look(agent(1, 'a', { activity: 'idle', activitySince }), agent(2, 'b', { activity: 'idle', activitySince }))
  const turn = rule('turn', { minutes: 5 })

  it('is told when it is done after longer than the rule says', () => {
    const now = { ...idle(ago(1)), before }
    expect(fleetMatters(turn, { ...now, turns: nextTurns(now) })).toMatchObject([
      { title: 'a is done', body: 'after 8 min' },
    ])
  })

  it('is told once it was idle for 2 s, and once; what goes on within them was not done', () => {
    const now = { ...idle(new Date(nowMs).toISOString()), before }
    const held = nextTurns(now)
    expect(titles(turn, { ...now, turns: held })).toEqual([])
    expect(nextFleetMomentMs([turn], { ...now, turns: held })).toBe(nowMs + 2_000)
    const later = { ...now, before: now.fleet, nowMs: nowMs + 2_000 }
    const due = nextTurns({ ...later, turns: held })
    expect(titles(turn, { ...later, turns: due })).toEqual(['a is done'])
    expect(titles(turn, { ...later, turns: nextTurns({ ...later, turns: due }) })).toEqual([])
    expect(nextTurns({ ...later, fleet: before, turns: held }).size).toBe(0)
  })
})

it('who takes much of the machine is told when it does so for as long as the rule says', () => {
  const hog = rule('hog', { cpu_percent: 90, memory_gb: 4, minutes: 10 })
  const at = look(agent(1, 'a', { treeCpuPercent: 180 }), agent(2, 'b', { treeRssBytes: 3e9, treeCpuPercent: 1 }))
  const hogSince = nextHogSince([hog], at)
  expect([...hogSince.values()]).toEqual([nowMs])
  expect(titles(hog, { ...at, hogSince, nowMs: nowMs + minutes(10) - 1 })).toEqual([])
  const later = { ...at, hogSince, nowMs: nowMs + minutes(10) }
  expect(fleetMatters(hog, later)).toMatchObject([{ title: 'a takes much of this machine' }])
  expect(
    nextHogSince([hog], { ...later, fleet: fleet(agent(1, 'a', { treeCpuPercent: 1, treeRssBytes: 1 })) }).size,
  ).toBe(0)
})

it('cost and context of a session are told by the figures, and what nobody knows is not', () => {
  const figures = { sessionId: 's', costUsd: 12, contextTokens: 170_000, contextWindowTokens: 200_000 }
  const known = look(agent(1, 'a', { figures, sessionId: 's' }), agent(2, 'b', { sessionId: 't', figures: undefined }))
  expect(titles(rule('session-spend', { usd: 10 }), known)).toEqual(['a passed $10.00'])
  expect(titles(rule('session-spend', { usd: 10, session: 's' }), known)).toEqual(['a passed $10.00'])
  expect(titles(rule('session-spend', { usd: 10, session: 't' }), known)).toEqual([])
  const tasks = look(
    agent(3, 'c', { task: { id: 't1', name: 'refunds' } }),
    agent(4, 'd', { task: { id: 't2', name: 'docs' } }),
  )
  const costs = { ...tasks, taskCostsUsd: new Map([['t1', 10.01]]) }
  expect(titles(rule('task-spend', { usd: 10 }), costs)).toEqual(['c passed $10.00 as a task'])
  expect(fleetMatters(rule('task-spend', { usd: 10, hard: true }), costs)?.[0]?.body).toBe(
    '$10.01 so far. It is interrupted once, and nothing more goes to it.',
  )
  expect(titles(rule('task-spend', { usd: 10, task: 'docs' }), costs)).toEqual([])
  expect(titles(rule('context', { percent: 80 }), known)).toEqual(['a has little context left'])
  expect(titles(rule('context', { percent: 90 }), known)).toEqual([])
})
