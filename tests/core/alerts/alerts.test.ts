import { describe, expect, it } from 'vitest'
import type { AlertInput, AlertMemory, AlertPolicy } from '../../../src/core/alerts/alerts.ts'
import { nextAlerts, nextLookAtMs, noAlerts } from '../../../src/core/alerts/alerts.ts'
import type { FleetReport } from '../../../src/core/process/report.ts'
import { agent, ago, busy, fleet, nowMs, stale, waiting, zombie } from '../../tray/fleet.ts'

const policy: AlertPolicy = {
  waitingAfterMs: 120_000,
  waiting: true,
  stale: true,
  zombie: true,
  ended: true,
  maxPerMinute: 3,
}

/** Looks one after the other; what each had to tell, as titles. */
function watch(...looks: readonly (FleetReport | (Partial<AlertInput> & { readonly fleet: FleetReport }))[]) {
  let memory: AlertMemory = noAlerts
  const told = looks.map((look) => {
    const input: AlertInput = {
      nowMs,
      policy,
      endedOnPurpose: new Set(),
      ...('fleet' in look ? look : { fleet: look }),
    }
    const next = nextAlerts(memory, input)
    memory = next.memory
    return next.alerts
  })
  return { told, memory, titles: told.map((alerts) => alerts.map(({ title }) => title)) }
}

describe('a session that waits', () => {
  const since = (minutes: number) => fleet(waiting(1, 'api', { name: 'x', tty: 'pts/3', activitySince: ago(minutes) }))

  it('is told when it waited longer than the limit, not at it, and once', () => {
    expect(watch(since(2)).titles).toEqual([[]])
    const { told } = watch(since(3), since(3))
    expect(told[0]).toMatchObject([
      { kind: 'waiting', title: 'api · x waits for you', body: 'permission prompt, 3 min, on pts/3', agentId: '1:100' },
    ])
    expect(told[1]).toEqual([])
  })

  it('is told again for its next question', () => {
    expect(watch(since(9), fleet(busy(1, 'api')), since(3)).titles).toEqual([
      ['api · x waits for you'],
      [],
      ['api · x waits for you'],
    ])
  })

  it('is not told without a start of its wait: nobody knows how long', () => {
    expect(watch(fleet(waiting(1, 'api', { activitySince: undefined }))).titles).toEqual([[]])
  })
})

describe('several that wait', () => {
  const api = waiting(1, 'api', { activitySince: ago(3) })
  const web = waiting(2, 'web', { activitySince: ago(4) })
  const app = waiting(3, 'app', { activitySince: ago(6) })
  const infra = waiting(4, 'infra', { activitySince: ago(2.5) })
  const later = (seconds: number) => ({ nowMs: nowMs + seconds * 1000, policy: { ...policy, maxPerMinute: 10 } })

  it('are told one by one up to two, and in one beyond, with the longest wait', () => {
    expect(watch(fleet(api, web)).titles).toEqual([['api waits for you', 'web waits for you']])
    expect(watch(fleet(api, web, app)).told).toMatchObject([
      [{ kind: 'waiting', title: '3 agents wait for you', body: 'api, web, app. Longest 6 min.', replaces: [] }],
    ])
  })

  it('take the place of what was told of them within half a minute', () => {
    const { told, titles } = watch(
      fleet(api, web),
      { fleet: fleet(api, web, app), ...later(29) },
      { fleet: fleet(api, web, app, infra), ...later(31) },
    )
    expect(titles.slice(1)).toEqual([['3 agents wait for you'], ['infra waits for you']])
    expect(told[1]?.[0]?.replaces).toEqual(told[0]?.map(({ id }) => id))
  })

  it('are those that still wait: one that was answered is not counted', () => {
    expect(watch(fleet(api, web), { fleet: fleet(busy(1, 'api'), web, app), ...later(5) }).titles[1]).toEqual([
      'app waits for you',
    ])
  })
})

describe('a change of health', () => {
  it('is told when it happens', () => {
    expect(watch(fleet(agent(1, 'a'), agent(2, 'b')), fleet(stale(1, 'a'), zombie(2, 'b'))).titles[1]).toEqual([
      'a is stale',
      'b is zombie',
    ])
  })

  it('is no news at the first look, nor for a process that was not there before', () => {
    expect(watch(fleet(stale(1, 'a'))).titles).toEqual([[]])
    expect(watch(fleet(), fleet(zombie(1, 'a'))).titles).toEqual([[], []])
  })

  it('is told again only after a sign of life', () => {
    const again = fleet(stale(1, 'a'))
    const later = fleet(stale(1, 'a', { lastActiveAt: ago(300) }))
    expect(watch(fleet(agent(1, 'a')), again, fleet(agent(1, 'a')), again, fleet(agent(1, 'a')), later).titles).toEqual(
      [[], ['a is stale'], [], [], [], ['a is stale']],
    )
  })
})

describe('an end', () => {
  it.each([
    ['busy', busy(1, 'a', 'Bash'), ['a ended unexpectedly']],
    ['waiting', waiting(1, 'a', { activitySince: ago(1) }), ['a ended unexpectedly']],
    ['idle: its user closed it', agent(1, 'a'), []],
    ['a headless run: that is how it ends', busy(1, 'a', 'Bash', { role: 'headless' }), []],
    ['an SDK run', busy(1, 'a', 'Bash', { role: 'sdk' }), []],
  ])('of one that was %s', (_what, before, titles) => {
    expect(watch(fleet(before), fleet()).titles[1]).toEqual(titles)
  })

  it('says what it did and how to go on', () => {
    expect(watch(fleet(busy(1, 'a', 'Bash')), fleet()).told[1]).toMatchObject([
      { kind: 'ended', body: 'It was busy: Bash. Resume: claude --resume 1', sessionId: expect.any(String) },
    ])
  })

  it('through TCE is none', () => {
    expect(watch(fleet(busy(1, 'a')), { fleet: fleet(), endedOnPurpose: new Set(['1:100']) }).titles[1]).toEqual([])
  })
})

describe("today's cost", () => {
  const at = (todayCostUsd: number | undefined, today = '2026-11-20') => ({
    fleet: fleet(),
    policy: { ...policy, dailyCostUsd: 50 },
    todayCostUsd,
    today,
  })
  it('is told once a day when it passed the limit, not at it', () => {
    expect(watch(at(undefined), at(50), at(50.01), at(70), at(55, '2026-11-21')).titles).toEqual([
      [],
      [],
      ["Today's cost passed $50.00"],
      [],
      ["Today's cost passed $50.00"],
    ])
  })
  it('is never told without a limit', () => {
    expect(watch({ ...at(1e6), policy }).titles).toEqual([[]])
  })
})

it.each(['waiting', 'stale', 'zombie', 'ended'] as const)('%s can be switched off alone', (kind) => {
  const before = fleet(agent(1, 'a'), agent(2, 'b'), busy(3, 'c'), waiting(4, 'd', { activitySince: ago(1) }))
  const after = fleet(stale(1, 'a'), zombie(2, 'b'), waiting(4, 'd', { activitySince: ago(9) }))
  const kinds = (given: AlertPolicy) =>
    watch({ fleet: before, policy: given }, { fleet: after, policy: given }).told[1]?.map((alert) => alert.kind) ?? []
  const roomy = { ...policy, maxPerMinute: 9 }
  expect(kinds(roomy).toSorted()).toEqual(['ended', 'stale', 'waiting', 'zombie'])
  expect(kinds({ ...roomy, [kind]: false }).toSorted()).toEqual(
    ['ended', 'stale', 'waiting', 'zombie'].filter((one) => one !== kind),
  )
})

describe('a storm', () => {
  const crowd = (count: number) => fleet(...Array.from({ length: count }, (_, i) => agent(i + 1, `p${i}`)))
  const stopped = (count: number) => fleet(...Array.from({ length: count }, (_, i) => zombie(i + 1, `p${i}`)))

  it('of as many as the limit is told one by one', () => {
    expect(watch(crowd(3), stopped(3)).titles[1]).toEqual(['p0 is zombie', 'p1 is zombie', 'p2 is zombie'])
  })

  it('of more becomes one summary, in the last place of the minute', () => {
    expect(watch(crowd(200), stopped(200)).titles[1]).toEqual(['p0 is zombie', 'p1 is zombie', '198 more events'])
  })

  it('goes on silently for the minute, then tells the rest at once', () => {
    const before = fleet(...Array.from({ length: 8 }, (_, i) => agent(i + 1, `p${i}`)))
    const five = fleet(...Array.from({ length: 8 }, (_, i) => (i < 5 ? zombie : agent)(i + 1, `p${i}`)))
    const eight = stopped(8)
    const seen = watch(before, five, { fleet: eight, nowMs: nowMs + 59_999 }, { fleet: eight, nowMs: nowMs + 60_000 })
    expect(seen.titles).toEqual([[], ['p0 is zombie', 'p1 is zombie', '3 more events'], [], ['3 more events']])
  })
})

describe('the next look', () => {
  const next = (memory: AlertMemory, given: FleetReport, now = nowMs) =>
    nextLookAtMs(memory, { fleet: given, policy, nowMs: now })

  it('comes when the shortest wait is over', () => {
    const given = fleet(waiting(1, 'a', { activitySince: ago(1) }), waiting(2, 'b', { activitySince: ago(0) }))
    expect(next(noAlerts, given)).toBe(nowMs + 60_001)
    expect(watch({ fleet: given, nowMs: nowMs + 60_001 }).titles).toEqual([['a waits for you']])
  })

  it('is needed for nobody who waits already, or not at all', () => {
    expect(next(noAlerts, fleet(waiting(1, 'a', { activitySince: ago(9) }), busy(2, 'b')))).toBeUndefined()
    expect(next(noAlerts, fleet(waiting(1, 'a', { activitySince: undefined })))).toBeUndefined()
  })

  it('comes when the minute has room for the summary', () => {
    const memory = { ...noAlerts, shownAtMs: [nowMs - 50_000, nowMs - 40_000, nowMs - 5_000], heldBack: 4 }
    expect(next(memory, fleet())).toBe(nowMs + 10_000)
  })
})

it('remembers no more than the fleet it watches', () => {
  const rounds = Array.from({ length: 50 }, (_, i) => fleet(waiting(i + 1, 'a', { activitySince: ago(9) })))
  expect(watch(...rounds).memory.told.size).toBe(1)
})
