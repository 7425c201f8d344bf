import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../../../src/core/time/calendar.ts'
import {
  agentIdOf,
  distanceWords,
  projectOf,
  safeJson,
  safeValue,
  timeWords,
} from '../../../../src/dashboard/web/events/event.ts'
import { atMs, someEvent } from './some-events.ts'

const key = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'

describe('an event on the page', () => {
  it('shows no secret, neither by its looks nor by the name it stands under', () => {
    expect(safeValue({ env: { DEPLOY_TOKEN: 'correct-horse-battery', run: 4182 }, list: [`key ${key}`] })).toEqual({
      env: { DEPLOY_TOKEN: '[redacted]', run: 4182 },
      list: ['key [redacted]'],
    })
    expect(
      safeJson(someEvent(1, { message: `pushed with ${key}`, data: { password: 'hunter2-long' } })).join('\n'),
    ).not.toMatch(/ghp_|hunter2/)
  })

  it('has the project of its session, else the folder that it tells', () => {
    const projects = new Map([['s1', 'shop']])
    expect(projectOf({ session_id: 's1', data: { cwd: '/home/dev/other' } }, projects)).toBe('shop')
    expect(projectOf({ session_id: 's2', data: { cwd: '/home/dev/other/' } }, projects)).toBe('other')
    expect(projectOf({ data: null }, projects)).toBeUndefined()
  })

  it('is of the agent that speaks in it, and of none where TCE speaks', () => {
    expect(agentIdOf({ source: 'claude-hooks' })).toBe('claude')
    expect(agentIdOf({ source: 'my-app', agent: 'codex' })).toBe('codex')
    expect(agentIdOf({ source: 'tce', agent: 'claude' })).toBeUndefined()
  })

  it('tells its time to the millisecond today, and the day before that', () => {
    const utc = createCalendar('UTC')
    expect(timeWords(atMs + 7_412, atMs + 60_000, utc)).toBe('14:30:07.412')
    expect(timeWords(atMs - 86_400_000, atMs, utc)).toBe('Thu 14:30')
  })

  it('says how far it is from another in few figures', () => {
    expect([0, 86, -11_120, 240_000, -7_500_000].map(distanceWords)).toEqual([
      '0 s',
      '+0.1 s',
      '−11.1 s',
      '+4 min',
      '−2 h',
    ])
  })
})
