/** Figures, block, shares, heat and details as text and numbers. */
import { describe, expect, it } from 'vitest'
import { formatSort, nextSort, parseSort } from '../../../../src/dashboard/web/parts/sort.ts'
import { toBlock } from '../../../../src/dashboard/web/usage/block.ts'
import { columnsFor, csvOf, jsonOf, sortRows } from '../../../../src/dashboard/web/usage/details.ts'
import { toFigures } from '../../../../src/dashboard/web/usage/figures.ts'
import { toHeat, weekdaysBetween } from '../../../../src/dashboard/web/usage/heat.ts'
import { modelShares, projectShares } from '../../../../src/dashboard/web/usage/shares.ts'
import { figuresOf, reportOf, rowOf } from './figures-of.ts'

describe('a figure', () => {
  const figure = (more: Parameters<typeof figuresOf>[0]) =>
    toFigures(reportOf([], { periods: { ...reportOf([]).periods, today: figuresOf(more) } }))[0]

  it('tells cost, tokens, cache and where it is from', () => {
    const words = figure({ costUsd: 48.6, totalTokens: 97_400_000, cacheHitRate: 0.958, cacheSavedUsd: 312.4 })
    expect(words).toMatchObject({
      cost: '$48.60',
      tokens: '97.4 M tokens',
      cache: '95.8 % from cache',
      saved: 'saved $312',
      originWord: 'counted',
    })
    expect(words?.origin).toContain('price list of 2026-11-19')
  })

  it('names the models without a price, with control characters taken out, and is never $0 for them', () => {
    const words = figure({ costUsd: undefined, unpriced: [{ model: 'acme\u001b[31m/next\u202e', tokens: 41_200 }] })
    expect(words).toMatchObject({ cost: 'unpriced', unpriced: 'without acme/next (41.2 k): no price' })
  })

  it('says what an agent says itself, where that differs', () => {
    const reported = { agents: ['pi'], costUsd: 2, responses: 3, freeResponses: 0, differenceUsd: -1 }
    expect(figure({ reported })?.reported).toBe(
      'pi itself says $2.00 for 3 responses: $1.00 less than our count of the same.',
    )
    expect(figure({ reported: { ...reported, differenceUsd: 0 } })?.reported).toBeUndefined()
  })

  it('says when the cache cost more than it saved', () => {
    expect(figure({ cacheSavedUsd: -0.5 })?.saved).toBe('cache cost $0.50 more')
  })
})

describe('the block', () => {
  const block = {
    ...figuresOf({ costUsd: 10 }),
    startAt: '2026-11-20T12:00:00.000Z',
    endAt: '2026-11-20T17:00:00.000Z',
    burnUsdPerHour: 4,
    projectedUsd: 20,
  }
  const hour = (clock: string, usd: number) =>
    rowOf(clock, {
      startAt: `2026-11-20T${clock}:00:00.000Z`,
      endAt: `2026-11-20T${String(Number(clock) + 1).padStart(2, '0')}:00:00.000Z`,
      costUsd: usd,
    })

  it('draws what was used hour by hour up to now, and on to where it leads', () => {
    const view = toBlock({
      block,
      hours: [hour('11', 99), hour('12', 4), hour('13', 6)],
      timezone: 'UTC',
      nowMs: Date.parse('2026-11-20T14:30:00Z'),
      widthPx: 300,
    })
    expect(view.when).toBe('12:00 – 17:00, 2h 30m left')
    expect(view.figures.map(({ value }) => value)).toEqual(['$10.00', '$4.00/h', '$20.00'])
    expect(view.line).toBe('0,70 60,57.6 120,39 150,39')
    expect(view.now).toEqual({ x: 150, y: 39 })
    expect(view.projected).toEqual({ x: 299, y: 8 })
  })

  it('says – where it is too early to tell', () => {
    const early = { ...block, burnUsdPerHour: undefined, projectedUsd: undefined }
    const view = toBlock({ block: early, hours: [], timezone: 'UTC', nowMs: Date.parse(block.startAt), widthPx: 300 })
    expect(view.figures.map(({ value }) => value)).toEqual(['$10.00', '–', '–'])
    expect(view.projected).toBeUndefined()
  })
})

describe('shares', () => {
  it('are of the priced part; what has no price has no share', () => {
    const shares = modelShares(
      [
        rowOf('claude-opus-5-5', { costUsd: 3 }),
        rowOf('claude-haiku-5-5', { costUsd: 1 }),
        rowOf('acme/next', { costUsd: undefined }),
      ],
      'cost',
    )
    expect(shares.map(({ model, cost, shareWords }) => [model, cost, shareWords])).toEqual([
      ['claude-opus-5-5', '$3.00', '75.0 %'],
      ['claude-haiku-5-5', '$1.00', '25.0 %'],
      ['acme/next', 'unpriced', '–'],
    ])
  })

  it('of projects are sorted by what is measured', () => {
    const rows = [rowOf('/a', { costUsd: 2, totalTokens: 1, sessions: 3 }), rowOf('/b', { costUsd: 1, totalTokens: 9 })]
    expect(projectShares(rows, 'cost').map(({ key, sessions, barPercent }) => [key, sessions, barPercent])).toEqual([
      ['/a', '3', 100],
      ['/b', '–', 50],
    ])
    expect(projectShares(rows, 'tokens').map(({ key }) => key)).toEqual(['/b', '/a'])
  })
})

describe('the heat map', () => {
  it('averages over how often a weekday was there', () => {
    const bounds = { firstDay: '2026-11-03', lastDay: '2026-11-20' }
    const heat = toHeat({
      rows: [rowOf('tue-15', { costUsd: 9 }), rowOf('sat-10', { costUsd: 1 })],
      unit: 'cost',
      ...bounds,
    })
    expect(heat.days.map(({ name }) => name)).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])
    expect(heat.highest).toMatchObject({ label: 'Tue 15:00', words: '$3.00/h', level: 5 })
    expect(heat.days[5]?.hours[10]).toMatchObject({ words: '$0.50/h', level: 1 })
    expect(heat.days[0]?.hours[0]).toMatchObject({ words: 'nothing', level: 0 })
  })

  it('counts weekdays', () => {
    expect(weekdaysBetween(2, '2026-11-03', '2026-11-03')).toBe(1)
    expect(weekdaysBetween(3, '2026-11-03', '2026-11-03')).toBe(0)
    expect([0, 1, 2, 3, 4, 5, 6].map((day) => weekdaysBetween(day, '2026-10-22', '2026-11-20'))).toEqual([
      4, 4, 4, 4, 5, 5, 4,
    ])
  })
})

describe('the detailed table', () => {
  const rows = [rowOf('a', { costUsd: 1 }), rowOf('b', { costUsd: undefined }), rowOf('c', { costUsd: 3 })]

  it('sorts by a column both ways, what is unknown last', () => {
    const keys = (sort: string) => sortRows(rows, 'model', sort).map(({ key }) => key)
    expect(keys('')).toEqual(['a', 'b', 'c'])
    expect(keys('-cost')).toEqual(['c', 'a', 'b'])
    expect(keys('cost')).toEqual(['a', 'c', 'b'])
    expect(keys('-label')).toEqual(['c', 'b', 'a'])
    expect(keys('moon')).toEqual(['a', 'b', 'c'])
  })

  it('goes from the highest to the lowest to how it was', () => {
    const columns = columnsFor('model')
    const cost = columns.find(({ id }) => id === 'cost') ?? { id: '' }
    const click = (sort: string) => formatSort(nextSort(parseSort(sort, columns), cost))
    expect(click('')).toBe('-cost')
    expect(click('-cost')).toBe('cost')
    expect(click('cost')).toBe('')
  })

  it('is saved as it stands: the same rows in the same order', () => {
    const shown = sortRows(rows, 'model', '-cost')
    expect(
      csvOf(shown)
        .split('\r\n')
        .slice(1, 4)
        .map((line) => line.split(',')[0]),
    ).toEqual(['c', 'a', 'b'])
    expect(JSON.parse(jsonOf(reportOf(rows), shown)).rows).toEqual(JSON.parse(JSON.stringify(shown)))
  })
})
