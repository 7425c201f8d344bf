/** Once per matter, and when. */
import { describe, expect, it } from 'vitest'
import {
  type AlertBook,
  type BookInput,
  emptyBook,
  nextBook,
  nextBookMomentMs,
} from '../../../src/core/alerts/alert-book.ts'
import type { Matter } from '../../../src/core/alerts/matter.ts'
import type { Rule } from '../../../src/core/alerts/rule.ts'
import { minutes, seconds } from '../../../src/core/time/duration.ts'

const startMs = Date.parse('2026-11-20T14:00:00Z')
const stale: Rule = { id: 'stale', kind: 'stale', isOn: true, values: { of: ['stale'] }, channels: ['desktop'] }
const builds: Rule = { id: 'builds', kind: 'event', isOn: true, values: { query: 'x' }, channels: ['desktop', 'ntfy'] }
const waits: Rule = { id: 'waits', kind: 'waits', isOn: true, values: { minutes: 2, of: [] }, channels: ['desktop'] }

const matter = (key: string, more: Partial<Matter> = {}): Matter => ({
  ...{ key, kind: 'stale', title: `${key} is stale`, body: '', plainTitle: key, plainBody: '', form: 'state' },
  ...more,
})
const moment = (key: string) => matter(key, { form: 'moment', kind: 'event' })

function desk(rules: readonly Rule[] = [stale]) {
  let book: AlertBook = emptyBook
  let [nowMs, ids] = [startMs, 0]
  const look = (holding: Record<string, readonly Matter[]>, more: Partial<BookInput> = {}) => {
    const step = nextBook(book, {
      ...{ nowMs, rules, holding: new Map(Object.entries(holding)), moments: [], isLooking: false, maxPerMinute: 3 },
      ...{ snoozedUntilMs: () => undefined, newId: () => `a${++ids}` },
      ...more,
    })
    book = step.book
    return step
  }
  const told = (...of: Parameters<typeof look>) =>
    look(...of).tellings.map(({ alerts, more }) =>
      alerts.length === 1 && more === 0 ? (alerts[0]?.matter.key ?? '') : `${alerts.length + more} in one`,
    )
  return {
    look,
    told,
    wait: (ms: number) => {
      nowMs += ms
    },
    /** As another program finds it. */
    restart: () => {
      book = { ...book, open: new Map(book.open) }
    },
    now: () => nowMs,
    book: () => book,
  }
}

describe('a matter', () => {
  it('is told once while it holds, and again when it comes anew', () => {
    const { told, look } = desk()
    told({ stale: [] })
    expect(told({ stale: [matter('a')] })).toEqual(['a'])
    expect(told({ stale: [matter('a')] })).toEqual([])
    expect(look({ stale: [] }).resolved.map(({ matter: { key } }) => key)).toEqual(['a'])
    expect(told({ stale: [matter('a')] })).toEqual(['a'])
  })

  it('that was so before its rule was looked after is no news, unless it is one at any time', () => {
    expect(desk().told({ stale: [matter('a')] })).toEqual([])
    expect(desk().told({ stale: [matter('a', { isNewsAtFirst: true })] })).toEqual(['a'])
  })

  it('stays open while its rule can not be asked', () => {
    const { told, look } = desk()
    told({ stale: [] })
    told({ stale: [matter('a')] })
    expect(look({}).resolved).toEqual([])
    expect(told({ stale: [matter('a')] })).toEqual([])
  })

  it('is told again as often as its rule says while it holds', () => {
    const { told, wait, book, now } = desk([{ ...stale, repeatMinutes: 30 }])
    told({ stale: [] })
    told({ stale: [matter('a')] })
    wait(minutes(30) - 1)
    expect(told({ stale: [matter('a')] })).toEqual([])
    expect(nextBookMomentMs(book(), [{ ...stale, repeatMinutes: 30 }], now())).toBe(startMs + minutes(30))
    wait(1)
    expect(told({ stale: [matter('a')] })).toEqual(['a'])
  })

  it('is over when its rule is switched off', () => {
    const { look, told } = desk()
    told({ stale: [] })
    told({ stale: [matter('a')] })
    expect(look({}, { rules: [] }).resolved).toHaveLength(1)
  })
})

describe('after a restart', () => {
  it('what was told is not told again, and what began meanwhile is', () => {
    const { told, restart, wait } = desk()
    told({ stale: [] })
    told({ stale: [matter('a')] })
    restart()
    wait(minutes(600))
    expect(told({ stale: [matter('a'), matter('b')] })).toEqual(['b'])
  })

  it('many at once are no storm: the last place of the minute tells the rest in one', () => {
    const { told } = desk()
    told({ stale: [] })
    const many = Array.from({ length: 40 }, (_, n) => matter(`m${n}`))
    expect(told({ stale: many })).toEqual(['m0', 'm1', '38 in one'])
  })
})

describe('many', () => {
  it('go on in silence for the minute; the rest is told in one when that has room', () => {
    const { told, wait, book, now } = desk()
    told({ stale: [] })
    told({ stale: ['a', 'b', 'c'].map((key) => matter(key)) })
    const all = ['a', 'b', 'c', 'd', 'e'].map((key) => matter(key))
    wait(seconds(10))
    expect(told({ stale: all })).toEqual([])
    expect(nextBookMomentMs(book(), [stale], now())).toBe(startMs + minutes(1))
    wait(seconds(50))
    expect(told({ stale: all })).toEqual(['2 in one'])
  })

  it('that wait are told in one beyond two, by channels that are told the same', () => {
    const { look } = desk([waits])
    const waiting = ['a', 'b', 'c'].map((key) => matter(key, { kind: 'waits', isNewsAtFirst: true }))
    expect(look({ waits: waiting }).tellings).toMatchObject([{ channels: ['desktop'], alerts: { length: 3 } }])
  })

  it('ten thousand in one look are three messages, all of them counted, and next to nothing is remembered', () => {
    const { look, told, wait, book } = desk([builds])
    const moments = Array.from({ length: 10_000 }, (_, n) => ({ rule: builds, matter: moment(`e${n}`) }))
    const beganMs = performance.now()
    const first = look({ builds: [] }, { moments })
    expect(performance.now() - beganMs).toBeLessThan(1_000)
    expect(first.opened).toHaveLength(10_000)
    expect(first.tellings.map(({ alerts }) => alerts.length)).toEqual([1, 1, 9_998])
    expect(look({ builds: [] }, { moments }).tellings).toEqual([])
    expect(book().held.length + book().moreHeld).toBe(10_000)
    expect(book().held).toHaveLength(500)
    wait(minutes(1))
    expect(told({ builds: [] })).toEqual(['10000 in one'])
    expect(book()).toMatchObject({ held: [], moreHeld: 0 })
  })
})

describe('what may not be told now', () => {
  it('waits for the end of quiet hours, and is told in one, also what is over by then', () => {
    const { told, look, wait } = desk()
    const quietUntilMs = startMs + minutes(60)
    told({ stale: [] })
    expect(told({ stale: [matter('a'), matter('b')] }, { quietUntilMs })).toEqual([])
    wait(minutes(59))
    expect(look({ stale: [matter('a')] }, { quietUntilMs }).tellings).toEqual([])
    wait(minutes(1))
    expect(told({ stale: [matter('a')] })).toEqual(['2 in one'])
  })

  it('passes quiet hours by the channels that its user chose, and waits for the others', () => {
    const rule = { ...builds, passesQuiet: ['ntfy'] }
    const { look, wait } = desk([rule])
    const quietUntilMs = startMs + minutes(60)
    const night = look({ builds: [] }, { quietUntilMs, moments: [{ rule, matter: moment('e') }] })
    expect(night.tellings).toMatchObject([{ channels: ['ntfy'] }])
    wait(minutes(60))
    expect(look({ builds: [] }).tellings).toMatchObject([{ channels: ['desktop'] }])
  })

  it('is told after a snooze only if it still holds', () => {
    const { told, wait } = desk()
    const snoozedUntilMs = () => startMs + minutes(60)
    told({ stale: [] })
    expect(told({ stale: [matter('a'), matter('b')] }, { snoozedUntilMs })).toEqual([])
    expect(told({ stale: [matter('b')] }, { snoozedUntilMs })).toEqual([])
    wait(minutes(60))
    expect(told({ stale: [matter('b')] })).toEqual(['b'])
  })

  it('is told when its user looks away and it still holds', () => {
    const rules = [{ ...stale, notWhileLooking: true }]
    const { told, wait } = desk(rules)
    told({ stale: [] })
    expect(told({ stale: [matter('a')] }, { isLooking: true })).toEqual([])
    wait(minutes(5))
    expect(told({ stale: [matter('a')] }, { isLooking: true })).toEqual([])
    wait(minutes(1))
    expect(told({ stale: [matter('a')] })).toEqual(['a'])
  })

  it('comes in one when a throttle is over', () => {
    const rules = [{ ...builds, throttleMinutes: 10 }]
    const [rule = builds] = rules
    const { told, wait } = desk(rules)
    const one = (key: string) => ({ moments: [{ rule, matter: moment(key) }] })
    expect(told({ builds: [] }, one('e1'))).toEqual(['e1'])
    wait(minutes(2))
    expect(told({ builds: [] }, one('e2'))).toEqual([])
    expect(told({ builds: [] }, one('e3'))).toEqual([])
    wait(minutes(8))
    expect(told({ builds: [] })).toEqual(['2 in one'])
    wait(minutes(9))
    expect(told({ builds: [] }, one('e4'))).toEqual([])
  })
})
