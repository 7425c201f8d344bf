import { expect, it } from 'vitest'
import { quietUntilMs } from '../../../src/core/alerts/quiet.ts'
import { ruleInShort, ruleSentence } from '../../../src/core/alerts/rule.ts'
import { checkRule, flatRule } from '../../../src/core/alerts/rule-check.ts'
import { createCalendar } from '../../../src/core/time/calendar.ts'
import { knownRules } from '../../../src/services/local/alert-rules.ts'
import { quietPolicy } from '../../services/real-alerts.ts'

const context = { channels: ['desktop', 'ntfy'], whyNoQuery: (query: string) => (query === '(' ? 'No.' : undefined) }

it('has what its kind takes, the usual where nothing is given, and reads as a sentence', () => {
  const read = checkRule({ id: 'w', kind: 'waits', minutes: 5, of: ['plan'] }, context)
  expect(read.ok && ruleSentence(read.value)).toBe('An agent waits for you longer than 5 min (plan)')
  const spend = checkRule({ id: 's', kind: 'spend', usd: 60, project: 'payments-api', per: 'week' }, context)
  expect(spend.ok && ruleInShort(spend.value)).toBe('this week of payments-api over $60')
  expect(spend.ok && checkRule(flatRule(spend.value), context)).toEqual(spend)
})

it.each([
  [{ id: 'W', kind: 'waits' }, 'id is "W". Allowed: up to 40 small letters, digits and hyphens.'],
  [{ id: 'w', kind: 'wait' }, /^kind is "wait"\. Allowed: waits, stale/],
  [{ id: 'w', kind: 'waits', minutes: -1 }, 'minutes is -1. Allowed: a number from 0 to 1440.'],
  [{ id: 'w', kind: 'waits', minuts: 1 }, /^“minuts” is nothing that a rule of kind waits has\. Allowed: minutes/],
  [{ id: 'w', kind: 'spend' }, 'usd is missing. Allowed: a number from 0.01 to 1000000.'],
  [{ id: 'w', kind: 'stale', channels: ['fax'] }, 'channels has "fax". Allowed: desktop, ntfy.'],
  [{ id: 'w', kind: 'event', query: '(' }, 'query is "(": No.'],
  [{ id: 'w', kind: 'stale', on: 'yes' }, 'on is "yes". Allowed: true or false.'],
  ['w', 'A rule is a table of settings.'],
])('says what is wrong with %j', (flat, message) => {
  const read = checkRule(flat, context)
  expect(read.ok ? '' : read.error).toMatch(message)
})

it('one rule that is wrong is named, and the others hold; the file goes first', () => {
  const known = knownRules({
    policy: { ...quietPolicy, zombie: false },
    fileProblems: [],
    rules: [{ id: 'waits', kind: 'waits', minutes: 9 }],
    fileRules: [
      { id: 'builds', kind: 'event', query: 'level:nonsense' },
      { id: 'stale', kind: 'stale', on: false },
      { kind: 'x' },
    ],
  })
  expect(known.problems).toEqual([
    expect.stringMatching(/^config\.toml, the rule “builds”: query is "level:nonsense": /),
    expect.stringMatching(/^config\.toml, the rule 3: id is missing/),
  ])
  expect(known.rules.map(({ rule, from }) => [rule.id, rule.isOn, from])).toEqual([
    ['waits', true, 'here'],
    ['stale', false, 'file'],
    ['ended', true, 'usual'],
  ])
})

it('quiet hours go over midnight, and by the clock on the wall where that changes', () => {
  const calendar = createCalendar('Europe/Berlin')
  const quiet = { isOn: true, from: '23:00', until: '07:30' }
  const until = (at: string) => {
    const ms = quietUntilMs(quiet, Date.parse(at), calendar)
    return ms === undefined ? undefined : new Date(ms).toISOString()
  }
  expect(until('2026-11-20T21:59:59Z')).toBeUndefined()
  expect(until('2026-11-20T22:00:00Z')).toBe('2026-11-21T06:30:00.000Z')
  expect(until('2026-11-21T06:29:59Z')).toBe('2026-11-21T06:30:00.000Z')
  expect(until('2026-11-21T06:30:00Z')).toBeUndefined()
  expect(until('2026-10-24T22:00:00Z'), 'summer time ends in this night').toBe('2026-10-25T06:30:00.000Z')
  expect(quietUntilMs({ ...quiet, isOn: false }, Date.parse('2026-11-20T23:00:00Z'), calendar)).toBeUndefined()
})
