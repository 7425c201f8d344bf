/** When a hard budget is used up, whom it covers, and what is said of it. */
import { describe, expect, it } from 'vitest'
import {
  covers,
  heldInWords,
  isHeldReason,
  liftWords,
  ownBudgets,
  reachedBudgets,
  reachedInWords,
} from '../../../src/core/alerts/budgets.ts'
import type { Rule } from '../../../src/core/alerts/rule.ts'
import { ruleInShort, ruleSentence } from '../../../src/core/alerts/rule.ts'
import { checkRule, flatRule } from '../../../src/core/alerts/rule-check.ts'
import { spendMatters } from '../../../src/core/alerts/spend-matters.ts'

const rule = (values: Rule['values'] = {}): Rule => ({
  ...{ id: 'shop', kind: 'spend', isOn: true, channels: [] },
  values: { usd: 5, per: 'day', hard: true, ...values },
})
const look = (spentUsd: number | undefined, day = '2026-11-27') => ({
  ...{ day, week: '2026-11-23', spentUsd: () => spentUsd },
})
const [reached] = reachedBudgets([rule({ project: 'shop' })], look(5.4))
if (reached === undefined) throw new Error('It is reached.')

describe('a hard budget', () => {
  it.each([
    ['the last cent that it allows', rule(), 5, 0],
    ['a cent more', rule(), 5.01, 1],
    ['what nobody knows', rule(), undefined, 0],
    ['its limit raised', rule({ usd: 6 }), 5.01, 0],
    ['being soft', rule({ hard: false }), 99, 0],
    ['being switched off', { ...rule(), isOn: false }, 99, 0],
  ] as const)('with %s', (_, one, spentUsd, count) => {
    expect(reachedBudgets([one], look(spentUsd))).toHaveLength(count)
    // The alert of the same rule opens with it, and says that it stops.
    if (one.isOn && count === 1) expect(spendMatters(one, look(spentUsd))?.[0]?.body).toContain('Nothing new begins')
  })

  it('is another matter on a new day, and when it was raised; in its week it stays the same', () => {
    const key = (values: Rule['values'], day?: string) => reachedBudgets([rule(values)], look(99, day))[0]?.key
    expect(key({})).not.toBe(key({}, '2026-11-28'))
    expect(key({})).not.toBe(key({ usd: 6 }))
    expect(key({ per: 'week' })).toBe(key({ per: 'week' }, '2026-11-28'))
  })

  it.each([
    [{}, { agent: 'codex', cwd: '/home/dev/notes' }, true],
    [{ project: 'shop' }, { agent: 'claude', cwd: '/home/dev/shop' }, true],
    [{ project: 'shop' }, { agent: 'claude', cwd: '/home/dev/shop/.claude/worktrees/fix', project: 'shop' }, true],
    [{ project: 'shop' }, { agent: 'claude', cwd: '/home/dev/webshop' }, false],
    [{ project: 'shop' }, { agent: 'claude' }, false],
    [{ agent: 'codex' }, { agent: 'claude', cwd: '/home/dev/shop' }, false],
    [{ agent: 'codex', project: 'shop' }, { agent: 'codex', cwd: '/home/dev/shop' }, true],
  ])('%j covers %j: %s', (budget, spender, isCovered) => {
    expect(covers(budget, spender)).toBe(isCovered)
  })

  it('is named with how it is lifted, in words that stay the same while more is spent', () => {
    expect(reachedInWords(reached)).toBe('The budget “shop” is used up: over $5.00 today for shop.')
    expect(liftWords(reached)).toBe(
      'wait until tomorrow, raise it in Settings › Alerts, or switch it off: tce alerts off shop',
    )
    expect(heldInWords(reached)).toBe(heldInWords({ ...reached, spentUsd: 7 }))
    expect(isHeldReason(heldInWords(reached))).toBe(true)
    expect(isHeldReason('It asks something.')).toBe(false)
  })

  describe('of one session or task', () => {
    const own = (kind: 'session-spend' | 'task-spend', values: Rule['values'] = {}) => ({ ...rule(values), kind })
    const spender = { agent: 'claude', sessionId: 's1-abc', task: { id: 't1', name: 'refunds' } }
    const of = (one: Rule, sessionUsd?: number, taskUsd?: number) =>
      ownBudgets([one], spender, { sessionUsd, taskUsd }).map(({ per, key, task }) => [per, key, task])

    it.each([
      ['each session by itself', own('session-spend'), 5.01, 0, [['session', 'shop/s1-abc/5', undefined]]],
      ['the last cent', own('session-spend'), 5, 0, []],
      [
        'that session, by how its id begins',
        own('session-spend', { session: 's1' }),
        6,
        0,
        [['session', 'shop/s1-abc/5', undefined]],
      ],
      ['another session', own('session-spend', { session: 's2' }), 6, 0, []],
      ['each task by itself, whatever its session cost', own('task-spend'), 1, 5.5, [['task', 'shop/t1/5', 'refunds']]],
      ['a task by its name', own('task-spend', { task: 'refunds' }), 0, 6, [['task', 'shop/t1/5', 'refunds']]],
      ['a task by its id', own('task-spend', { task: 't1' }), 0, 6, [['task', 'shop/t1/5', 'refunds']]],
      ['another task', own('task-spend', { task: 'docs' }), 0, 6, []],
      ['what nobody knows', own('task-spend'), undefined, undefined, []],
      ['being soft', own('task-spend', { hard: false }), 0, 99, []],
      ['a day’s budget, which is counted elsewhere', rule(), 99, 99, []],
    ] as const)('%s', (_, one, sessionUsd, taskUsd, reachedOnes) => {
      expect(of(one, sessionUsd, taskUsd)).toEqual(reachedOnes)
    })

    it('is named without a time that would lift it, and without the task’s name where that is not to be told', () => {
      const [task] = ownBudgets([own('task-spend')], spender, { taskUsd: 9 })
      if (task === undefined) throw new Error('It is reached.')
      expect(reachedInWords(task)).toBe('The budget “shop” is used up: over $5.00 for the task “refunds”.')
      expect(reachedInWords({ ...task, task: undefined })).toBe(
        'The budget “shop” is used up: over $5.00 for its task.',
      )
      expect(liftWords(task)).toBe('raise it in Settings › Alerts, or switch it off: tce alerts off shop')
      const [session] = ownBudgets([own('session-spend')], spender, { sessionUsd: 9 })
      expect(session && reachedInWords(session)).toContain('over $5.00 in this session.')
      expect(reachedBudgets([own('task-spend'), own('session-spend')], look(99))).toEqual([])
      expect(ruleSentence(own('task-spend', { task: 'refunds' }))).toBe(
        'Task refunds costs more than $5: nothing more goes to it',
      )
      expect(ruleInShort(own('session-spend'))).toBe('session over $5, hard')
    })
  })

  it('is a rule like others: read, written and said', () => {
    const context = { channels: ['desktop'], whyNoQuery: () => undefined }
    const read = checkRule({ id: 'shop', kind: 'spend', usd: 5, project: 'shop', hard: true }, context)
    expect(read.ok && ruleSentence(read.value)).toBe('Today of shop costs more than $5: nothing more begins')
    expect(read.ok && ruleInShort(read.value)).toBe('today of shop over $5, hard')
    expect(read.ok && checkRule(flatRule(read.value), context)).toEqual(read)
    const wrong = checkRule({ id: 'shop', kind: 'spend', usd: 5, hard: 'yes' }, context)
    expect(wrong.ok ? '' : wrong.error).toBe('hard is "yes". Allowed: true or false.')
  })
})
