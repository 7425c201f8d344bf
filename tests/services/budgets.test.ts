/** Hard budgets between rules and figures that are made up, and whoever is about to begin something. */
import { describe, expect, it } from 'vitest'
import type { OwnSpend } from '../../src/core/alerts/budgets.ts'
import type { Rule } from '../../src/core/alerts/rule.ts'
import { ownUser } from '../../src/core/audit/audit.ts'
import { createCalendar, type WeekStart } from '../../src/core/time/calendar.ts'
import { createBudgets } from '../../src/services/local/budgets.ts'
import { createDeploy } from '../../src/services/local/deploy.ts'
import type { NewEntry } from '../../src/services/local/log.ts'
import { usageReport } from '../dashboard/fake-services.ts'
import { ownFolder } from '../tools/own-folder.ts'
import { madeUpDeploy } from './made-up-deploy.ts'

const noon = Date.parse('2026-11-27T11:00:00Z')

function budgetWorld(values: Rule['values'] = {}, weekStartsOn: WeekStart = 'monday') {
  const at = { nowMs: noon, spentUsd: 5.4, spentOn: '2026-11-27', reads: 0, isKnown: true, own: {} as OwnSpend }
  const rules: Rule[] = [
    {
      ...{ id: 'shop', kind: 'spend', isOn: true, channels: [] },
      values: { usd: 5, per: 'day', hard: true, ...values },
    },
  ]
  const budgets = createBudgets({
    ownSpend: async () => at.own,
    rules: async () => rules,
    usage: {
      async report(query) {
        if (!at.isKnown) throw new Error('The ledger is locked.')
        at.reads += 1
        const report = usageReport(query)
        const { since = '', until = '9' } = query
        const isOfThen = since <= at.spentOn && at.spentOn <= until
        return { ...report, total: { ...report.total, costUsd: isOfThen ? at.spentUsd : 0 } }
      },
    },
    calendar: async () => createCalendar('Europe/Berlin', weekStartsOn),
    clock: () => at.nowMs,
  })
  return { at, rules, budgets }
}

const claude = { agent: 'claude', cwd: '/home/dev/shop' }

describe('a hard budget', () => {
  it('holds a queue until the day of its user is over, is raised or switched off', async () => {
    const { at, rules, budgets } = budgetWorld()
    expect(await budgets.whyHeld(claude)).toContain('over $5.00 today')
    at.nowMs = Date.parse('2026-11-27T22:59:00Z')
    expect(await budgets.whyHeld(claude)).toBeDefined()
    // Midnight in Berlin, which is not that of UTC.
    at.nowMs = Date.parse('2026-11-27T23:01:00Z')
    expect(await budgets.whyHeld(claude)).toBeUndefined()
    at.nowMs = noon
    expect(await budgets.whyHeld(claude)).toBeDefined()
    const [rule] = rules
    if (rule === undefined) throw new Error('There is a rule.')
    rules[0] = { ...rule, values: { ...rule.values, usd: 6 } }
    at.nowMs += 1_000
    expect(await budgets.whyHeld(claude)).toBeUndefined()
    rules[0] = { ...rule, isOn: false }
    at.nowMs += 1_000
    expect(await budgets.whyHeld(claude)).toBeUndefined()
  })

  it('covers its project and its agent alone', async () => {
    const { budgets } = budgetWorld({ project: 'shop', agent: 'claude' })
    expect(await budgets.whyHeld(claude)).toContain('for shop with claude')
    expect(await budgets.whyHeld({ ...claude, cwd: '/home/dev/notes' })).toBeUndefined()
    expect(await budgets.whyHeld({ ...claude, agent: 'codex' })).toBeUndefined()
  })

  it.each([
    ['monday', '2026-11-23', true],
    ['monday', '2026-11-22', false],
    ['sunday', '2026-11-22', true],
    ['sunday', '2026-11-21', false],
  ] as const)('of a week that starts on %s counts what was spent on %s: %s', async (weekStartsOn, spentOn, isHeld) => {
    const { at, budgets } = budgetWorld({ per: 'week' }, weekStartsOn)
    at.spentOn = spentOn
    expect((await budgets.whyHeld(claude)) !== undefined).toBe(isHeld)
  })

  it('asks for figures no more than every five seconds for a queue, and not at all where no rule is hard', async () => {
    const { at, budgets } = budgetWorld()
    await budgets.whyHeld(claude)
    const { reads } = at
    for (const _ of Array(20)) await budgets.whyHeld(claude)
    expect(at.reads).toBe(reads)
    at.nowMs += 5_000
    await Promise.all(Array.from({ length: 20 }, () => budgets.whyHeld(claude)))
    expect(at.reads).toBe(2 * reads)
    const soft = budgetWorld({ hard: false })
    expect(await soft.budgets.whyHeld(claude)).toBeUndefined()
    expect(soft.at.reads).toBe(0)
  })

  it('refuses a start in words that name it and how it is lifted; the log has it, and no window is opened', async () => {
    const { at, budgets } = budgetWorld()
    const folder = ownFolder('tce-budget-')
    const entries: NewEntry[] = []
    const terminal = { opened: [], result: undefined }
    const deploy = createDeploy(madeUpDeploy(terminal), {
      log: { record: async (entry) => void entries.push(entry) },
      knownFolders: async () => [],
      whyNoStart: budgets.whyNoStart,
    })
    expect(await deploy.start({ folder, agent: 'claude' }, ownUser('cli'))).toEqual({
      ok: false,
      error: {
        kind: 'budget',
        message: 'Nothing was started. The budget “shop” is used up: over $5.00 today. $5.40 were spent.',
        next: 'wait until tomorrow, raise it in Settings › Alerts, or switch it off: tce alerts off shop',
      },
    })
    expect(entries).toMatchObject([{ action: 'agent.start', outcome: 'refused', subject: folder }])
    // The last cent that is allowed; figures are new for each start.
    at.spentUsd = 5
    expect(await deploy.start({ folder, agent: 'claude' }, ownUser('cli'))).toMatchObject({
      error: { kind: 'no-terminal' },
    })
  })

  it('of a task or a session holds and refuses that one alone, and asks for no figures of the day', async () => {
    const { at, rules, budgets } = budgetWorld()
    rules.splice(0, 1, { id: 'each', kind: 'task-spend', isOn: true, channels: [], values: { usd: 5, hard: true } })
    const spender = { ...claude, sessionId: 's', task: { id: 't1', name: 'refunds' } }
    at.own = { taskUsd: 5, sessionUsd: 99 }
    expect(await budgets.whyHeld(spender)).toBeUndefined()
    at.own = { taskUsd: 5.01 }
    expect(await budgets.whyHeld(spender)).toContain('for the task “refunds”')
    expect(await budgets.whyHeld(claude)).toBeUndefined()
    expect(await budgets.whyNoStart(spender)).toEqual({
      message:
        'Nothing was started. The budget “each” is used up: over $5.00 for the task “refunds”. $5.01 were spent.',
      next: 'raise it in Settings › Alerts, or switch it off: tce alerts off each',
    })
    expect(at.reads).toBe(0)
  })

  it('stops nothing on figures that can’t be read', async () => {
    const { at, budgets } = budgetWorld()
    at.isKnown = false
    expect(await budgets.whyHeld(claude)).toBeUndefined()
    expect(await budgets.whyNoStart(claude)).toBeUndefined()
  })
})
