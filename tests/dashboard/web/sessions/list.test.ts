import { describe, expect, it } from 'vitest'
import type { SessionSummary } from '../../../../src/core/session/session.ts'
import { sessionsCsv } from '../../../../src/core/session/session-csv.ts'
import { createCalendar, parseDay } from '../../../../src/core/time/calendar.ts'
import { readSessionsAddress, sessionsQuestion } from '../../../../src/dashboard/web/sessions/address.ts'
import { dayName, toItems } from '../../../../src/dashboard/web/sessions/list-items.ts'
import { withNewerTop, withNextPage } from '../../../../src/dashboard/web/sessions/loaded.ts'
import { sessionWords, stateOf } from '../../../../src/dashboard/web/sessions/session-words.ts'
import { agentReport } from '../../fake-services.ts'

const session = (id: string, more: Partial<SessionSummary> = {}): SessionSummary => ({
  id,
  agent: 'claude',
  startedAt: '2026-11-20T09:30:00Z',
  responses: 1,
  totalTokens: 1000,
  unpricedModels: [],
  ...more,
})
const nowMs = Date.parse('2026-11-20T14:00:00Z')
const utc = createCalendar('UTC')

describe('the question', () => {
  it('is 30 days, the newest first, without filters that are empty', () => {
    expect(sessionsQuestion(readSessionsAddress({ search: '  ' }), '2026-11-20')).toEqual({
      since: '2026-10-22',
      sort: 'start',
    })
    expect(sessionsQuestion(readSessionsAddress({ range: 'all', sort: 'cost', model: 'x' }), '2026-11-20')).toEqual({
      model: 'x',
      sort: 'cost',
    })
  })
})

describe('the list', () => {
  const loaded = {
    sessions: [
      session('a', { costUsd: 1 }),
      session('b', { costUsd: 2 }),
      session('c', { startedAt: '2026-11-19T23:00:00Z' }),
    ],
    total: 3,
    agents: ['claude'],
  }

  it('stands under the days on which sessions began, with their count and cost', () => {
    const items = toItems(loaded, 'start', nowMs, utc)
    expect(items.map((item) => (item.kind === 'group' ? [item.name, item.count, item.sum] : item.key))).toEqual([
      ['Today', '2', '$3.00'],
      'a',
      'b',
      ['Yesterday', '1', ''],
      'c',
    ])
  })

  it('begins days where they begin in the zone that is chosen', () => {
    const items = toItems(loaded, 'start', nowMs, createCalendar('Asia/Tokyo'))
    expect(items.flatMap((item) => (item.kind === 'group' ? [[item.name, item.count]] : []))).toEqual([['Today', '3']])
  })

  it('does not sum up a day that goes on in the next page', () => {
    const items = toItems({ ...loaded, total: 9, nextCursor: 'x' }, 'start', nowMs, utc)
    expect(items.flatMap((item) => (item.kind === 'group' ? [[item.name, item.count]] : []))).toEqual([
      ['Today', '2'],
      ['Yesterday', ''],
    ])
  })

  it('stands under the names of the agents where they are asked for', () => {
    const agents = {
      ...loaded,
      sessions: loaded.sessions.map((one, at) => ({ ...one, agent: at < 2 ? 'codex' : 'pi' })),
    }
    const items = toItems(agents, 'agent', nowMs, utc)
    expect(items.map((item) => (item.kind === 'group' ? [item.name, item.agent, item.count] : item.key))).toEqual([
      ['Codex', 'codex', '2'],
      'a',
      'b',
      ['pi', 'pi', '1'],
      'c',
    ])
  })

  it('has no days in another order', () => {
    expect(toItems(loaded, 'cost', nowMs, utc).map(({ kind }) => kind)).toEqual(['session', 'session', 'session'])
  })

  it('calls days by their names', () => {
    const today = utc.dayOf(nowMs)
    const day = (text: string) => dayName(parseDay(text), today)
    expect([day('2026-11-17'), day('2025-11-20'), dayName(undefined, today)]).toEqual([
      'Tuesday 17 Nov',
      '20 Nov 2025',
      'No date',
    ])
  })
})

describe('pages', () => {
  const page = { sessions: [session('a'), session('b')], total: 4, agents: ['claude'], nextCursor: 'x' }

  it('are put together, and a session that moved is not there twice', () => {
    const both = withNextPage(page, { sessions: [session('b'), session('c')], total: 4, agents: ['claude'] })
    expect(both.sessions.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(both.nextCursor).toBeUndefined()
  })

  it('change where they stand; a new session comes on top of a list by start only', () => {
    const newer = { sessions: [session('new'), session('b', { costUsd: 5 })], total: 5, agents: ['claude'] }
    const byStart = withNewerTop(page, newer, 'start')
    expect(byStart.sessions.map(({ id, costUsd }) => [id, costUsd])).toEqual([
      ['new', undefined],
      ['a', undefined],
      ['b', 5],
    ])
    expect(byStart).toMatchObject({ total: 5, nextCursor: 'x' })
    expect(withNewerTop(page, newer, 'cost').sessions.map(({ id }) => id)).toEqual(['a', 'b'])
  })
})

describe('a session in words', () => {
  it('is made plain: nothing in it steers, reverses or hides', () => {
    const words = sessionWords(
      session('3f2a91c4', {
        title: '\u001b]0;x\u0007Fix\u202e it\n<b>',
        project: 'a\u0000b',
        branch: '\u200bmain',
        costUsd: undefined,
        unpricedModels: ['evil\u001b[2J'],
        linesAdded: 212,
        linesRemoved: 86,
      }),
      'start',
      nowMs,
    )
    expect(words).toMatchObject({
      title: 'Fix it <b>',
      project: 'ab',
      branch: 'main',
      cost: 'unpriced',
      lines: { added: '+212', removed: '−86' },
      started: '09:30',
    })
    expect(words.costTitle).toContain('without evil: no price')
  })

  it('says – for what is not known', () => {
    const words = sessionWords(session('3f2a91c4-7d0e'), 'start', nowMs)
    expect(words).toMatchObject({
      title: '3f2a91c4',
      isUntitled: true,
      cost: '–',
      model: '–',
      duration: '–',
      tools: '–',
    })
    expect(words.lines).toBeUndefined()
  })

  it('has the state of its process, or ended', () => {
    const withAgent = (more: object) => stateOf(agentReport(1, more), undefined, nowMs)
    expect(stateOf(undefined, undefined, nowMs)).toEqual({ look: 'quiet', word: 'ended' })
    expect(withAgent({ activity: 'waiting' })).toEqual({ look: 'waiting', word: 'waiting' })
    expect(withAgent({ health: 'stale' })).toEqual({ look: 'quiet', word: 'stale' })
  })

  it('goes on without a process where its records say so, unless its process is seen', () => {
    const lastRecordAt = new Date(nowMs - 4_000).toISOString()
    const unseen = { sessionId: 'a', agent: 'claude', activity: 'busy', doing: 'Bash dbt run', lastRecordAt } as const
    expect(stateOf(undefined, unseen, nowMs)).toEqual({
      look: 'busy',
      word: 'busy',
      note: 'no process seen',
      title: 'Bash dbt run; no process seen; last record 4 s ago',
    })
    expect(stateOf(undefined, { ...unseen, activity: 'idle' }, nowMs)).toMatchObject({ look: 'quiet', word: 'idle' })
    expect(stateOf(agentReport(1, { activity: 'waiting' }), unseen, nowMs)).toEqual({
      look: 'waiting',
      word: 'waiting',
    })
  })
})

it('a spreadsheet runs no title as a formula', () => {
  const [, line = ''] = sessionsCsv([session('a', { title: '=cmd|calc', project: 'x,"y"' })]).split('\r\n')
  expect(line).toContain(`'=cmd|calc,"x,""y"""`)
})
