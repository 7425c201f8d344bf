/** When a hard budget is used up, whom it covers, and what is said of it. */
import { describe, expect, it } from 'vitest'
import {
  covers,
  heldInWords,
  isHeldReason,
  liftWords,
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
