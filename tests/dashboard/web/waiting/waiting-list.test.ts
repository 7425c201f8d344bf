/** What stands in *Waiting for you*, in which order, and when a key comes too late. */
import { describe, expect, it } from 'vitest'
import type { Approval } from '../../../../src/core/waiting/approval.ts'
import type { TurnItem, WaitingItem, WaitingReport } from '../../../../src/core/waiting/waiting-report.ts'
import { listedItems, nothingWaits } from '../../../../src/core/waiting/waiting-report.ts'
import { restOf } from '../../../../src/dashboard/web/waiting/late-keys.ts'
import { answerableBy, besideIn, chosenIn, listOf } from '../../../../src/dashboard/web/waiting/waiting-list.ts'

const nowMs = Date.parse('2026-11-20T14:32:00Z')
const approval = (id: string, more: Partial<Approval> = {}): Approval => ({
  id,
  nonce: `${id}-nonce`,
  kind: 'permission',
  agent: 'claude',
  sessionId: `session-${id}`,
  tool: 'Bash',
  thing: { form: 'command', text: 'touch a' },
  notes: [],
  since: new Date(nowMs - 60_000).toISOString(),
  deadline: new Date(nowMs + 60_000).toISOString(),
  always: [],
  answers: ['allow', 'deny'],
  state: 'open',
  ...more,
})
const item = (id: string, more: Partial<Approval> = {}): WaitingItem => ({
  id,
  kind: 'permission',
  agent: 'claude',
  since: new Date(nowMs - 60_000).toISOString(),
  summary: 'touch a',
  approval: approval(id, more),
})
const turn = (id: string, kind: TurnItem['kind']): TurnItem => ({ id, kind, agent: 'claude', summary: '' })
const report = (more: Partial<WaitingReport>): WaitingReport => ({ ...nothingWaits, ...more })
const looking = {}
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id)

describe('the list', () => {
  it('has who waits first, then what went wrong, then what is finished', () => {
    const told = report({ waiting: [item('a')], finished: [turn('c', 'done')], wentWrong: [turn('b', 'failed')] })
    expect(ids(listedItems(listOf(told, looking)))).toEqual(['a', 'b', 'c'])
  })

  it('does not move while somebody looks: new ones join below, and sort in afterwards', () => {
    const told = report({ waiting: [item('new'), item('a'), item('b')] })
    expect(ids(listOf(told, { ...looking, held: ['a', 'gone', 'b'] }).waiting)).toEqual(['a', 'b', 'new'])
    expect(ids(listOf(told, looking).waiting)).toEqual(['new', 'a', 'b'])
  })

  it('keeps what was under the cursor with what came of it, and nothing else that is over', () => {
    const over = item('a', { state: 'over' })
    const told = report({ waiting: [item('b')], over: [over, item('z', { state: 'over' })] })
    const { waiting } = listOf(told, { ...looking, held: ['a', 'b'], kept: item('a') })
    expect(waiting.map(({ id, approval: one }) => [id, one?.state])).toEqual([
      ['a', 'over'],
      ['b', 'open'],
    ])
    expect(ids(listOf(told, looking).waiting)).toEqual(['b'])
  })

  it('keeps none that could not be answered: it waits no longer, and that is all', () => {
    const { approval: _, ...unreachable } = item('a')
    expect(listOf(report({}), { ...looking, kept: unreachable }).waiting).toEqual([])
  })
})

describe('the cursor', () => {
  const items = [item('a'), item('b'), turn('c', 'done')]

  it('is on the first until one is chosen, and when the chosen one is gone', () => {
    expect([chosenIn(items, undefined)?.id, chosenIn(items, 'b')?.id, chosenIn(items, 'gone')?.id]).toEqual([
      'a',
      'b',
      'a',
    ])
    expect(chosenIn([], 'a')).toBeUndefined()
  })

  it('goes one on or back, and stays at the ends', () => {
    expect([besideIn(items, 'a', 1)?.id, besideIn(items, 'c', 1)?.id, besideIn(items, 'a', -1)?.id]).toEqual([
      'b',
      'c',
      'a',
    ])
  })
})

describe('keys that answer', () => {
  it('rest for 0.6 s after opening and 1 s after something else came under the cursor', () => {
    const opened = restOf(undefined, 'a', 1_000)
    expect(opened.untilMs).toBe(1_600)
    expect(restOf(opened, 'a', 5_000)).toBe(opened)
    expect(restOf(opened, 'b', 5_000).untilMs).toBe(6_000)
    expect(restOf(undefined, undefined, 0).untilMs).toBe(600)
  })
})

it('what can be answered here is found by agent or session, as long as it is open', () => {
  const open = { ...item('a'), agentId: '1:1', sessionId: 'session-a' }
  const sent = { ...item('b', { state: 'sent' }), agentId: '2:2' }
  const there = { ...open, id: 'c', agentId: '3:3', sessionId: 's3', approval: undefined }
  const found = (whose: Parameters<typeof answerableBy>[1]) => answerableBy([there, sent, open], whose)?.id
  expect([found({ agentId: '1:1' }), found({ sessionId: 'session-a' })]).toEqual(['a', 'a'])
  expect([found({ agentId: '2:2' }), found({ agentId: '3:3' }), found({})]).toEqual([undefined, undefined, undefined])
})
