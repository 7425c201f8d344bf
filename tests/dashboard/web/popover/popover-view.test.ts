import { describe, expect, it } from 'vitest'
import type { Approval } from '../../../../src/core/waiting/approval.ts'
import type { WaitingItem } from '../../../../src/core/waiting/waiting-report.ts'
import {
  isAnsweredHere,
  lineOf,
  popoverView,
  shortActivity,
  shortTrouble,
  verbOf,
} from '../../../../src/dashboard/web/popover/popover-view.ts'
import { agentOf, noAgents, nowMs, twentyAgents } from '../../../fixtures/fleet/twenty-agents.ts'

const nobody = { waiting: [], wentWrong: [] }
const item = (kind: WaitingItem['kind'], summary: string, approval?: Partial<Approval>): WaitingItem => ({
  ...{ id: 'w1', kind, agent: 'claude', project: 'auth-service', cwd: '/home/dev/auth-service', summary },
  approval: approval as Approval | undefined,
})

describe('the pop-over', () => {
  it('shows what to clean up and who works below who waits, and counts the rest', () => {
    const { cleanup, working, staleCount, more } = popoverView(twentyAgents, nobody)
    expect([cleanup.length, working.length, staleCount]).toEqual([3, 6, 2])
    expect(more).toBe('10 more: 1 working, 8 idle, 1 pinned')
  })

  it('leaves room for who waits and what went wrong, and tells of nobody twice', () => {
    const busy = twentyAgents.processes.filter(({ activity }) => activity === 'busy').slice(0, 2)
    const [waits, wrong] = busy.map(({ id }) => ({ ...item('permission', ''), id: `w${id}`, agentId: id }))
    const told = { waiting: waits ? [waits] : [], wentWrong: wrong ? [wrong] : [] }
    const { working, more } = popoverView(twentyAgents, told)
    expect(working.map(({ id }) => id)).not.toContain(busy[0]?.id)
    expect(working.map(({ id }) => id)).not.toContain(busy[1]?.id)
    expect([working.length, more]).toEqual([3, '11 more: 2 working, 8 idle, 1 pinned'])
  })

  it('shows of which nothing is known, after what to clean up', () => {
    const hung = { ...agentOf(51002), health: 'unknown' } as const
    const processes = twentyAgents.processes.map((agent) => (agent.id === hung.id ? hung : agent))
    const { unknown, working, more } = popoverView({ ...twentyAgents, processes }, nobody)
    expect([unknown.length, working.length, more]).toEqual([1, 4, '11 more: 2 working, 8 idle, 1 pinned'])
  })

  it('has nothing to count when all are shown or none are there', () => {
    expect(popoverView(noAgents, nobody)).toMatchObject({ total: 0, more: undefined })
    const one = { ...twentyAgents, processes: [agentOf(51002)], counts: { ...twentyAgents.counts, total: 1 } }
    expect(popoverView(one, nobody).more).toBeUndefined()
  })

  it('answers only a command that stands there in full and can be taken back', () => {
    const plain = { kind: 'permission', notes: [], state: 'open', answers: ['allow', 'deny'] } as const
    const asks = (text: string, more: Partial<Approval> = {}) =>
      isAnsweredHere({ ...plain, thing: { form: 'command', text }, ...more } as Approval)
    expect(asks('psql "$DATABASE_URL" -f a.sql', { notes: ['The shell fills in $DATABASE_URL'] })).toBe(true)
    expect(asks('x'.repeat(161))).toBe(false)
    expect(asks('one\ntwo')).toBe(false)
    expect(asks('git push --force', { irrevocable: { sentence: 'It rewrites main.' } })).toBe(false)
    expect(asks('touch a', { notes: ['A secret in it is not shown.'] })).toBe(false)
    expect(asks('touch a', { state: 'sent' })).toBe(false)
    expect(asks('', { thing: { form: 'plan', text: 'short' }, kind: 'plan' })).toBe(false)
    expect(isAnsweredHere(undefined)).toBe(false)
  })

  it('says of the others what they want in a line, and by the button what is done with it', () => {
    const edit = item('permission', '/home/dev/auth-service/src/rotation.ts +6 −2', { tool: 'Edit' })
    const rows = [edit, item('question', 'Which one wins? and 1 more', {}), item('plan', 'EKS 1.34 to 1.36', {})]
    expect(rows.map((row) => [verbOf(row), lineOf(row)])).toEqual([
      ['Show', 'Edit src/rotation.ts +6 −2'],
      ['Answer', 'Which one wins? and 1 more'],
      ['Read', 'Plan EKS 1.34 to 1.36'],
    ])
    const there = item('permission', 'permission prompt')
    expect([verbOf(there), lineOf(there)]).toEqual(['Show', 'Permission prompt'])
  })

  it.each([
    ['stuck', 'the same test failed 6 times', 'stuck 18m'],
    ['failed', 'API error 529, overloaded', 'API 529'],
    ['failed', 'The disk is full', 'failed 18m'],
  ] as const)('says in a few letters that one is %s by %s: %s', (kind, summary, words) => {
    const since = new Date(nowMs - 18 * 60_000).toISOString()
    expect(shortTrouble({ id: 'a', agent: 'claude', kind, summary, since }, nowMs)).toBe(words)
  })

  it.each([
    [31877, 'Ctrl-Z 1h 52m'],
    [20455, '6h 41m'],
    [51002, 'Bash'],
    [52771, '3 subagents'],
    [52018, '4m'],
  ])('says in a few letters what %s does: %s', (pid, words) => {
    expect(shortActivity(agentOf(pid), nowMs)).toBe(words)
  })
})
