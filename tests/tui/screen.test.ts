process.env['TZ'] = 'UTC'

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { asciiGlyphs, lineText, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { agentTarget } from '../../src/terminal/target.ts'
import { textWidth } from '../../src/terminal/text-width.ts'
import type { WatchModel } from '../../src/tui/model.ts'
import { startModel } from '../../src/tui/model.ts'
import type { ScreenSize } from '../../src/tui/view/layout.ts'
import { frameFor } from '../../src/tui/view/layout.ts'
import { screenLines } from '../../src/tui/view/screen.ts'
import { severalKinds } from '../fixtures/fleet/several-kinds.ts'
import { agentOf, nowMs as fleetNowMs, twentyAgents, unseenSession } from '../fixtures/fleet/twenty-agents.ts'
import { events, nowMs, sessionId, state } from '../fixtures/watch/payments-api.ts'

const mock = (name: string): readonly string[] =>
  readFileSync(new URL(`../fixtures/watch/${name}.txt`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')

const sessionOf = (pid: number): string => agentOf(pid).sessionId ?? ''
const fleetOrder = twentyAgents.processes.map(({ sessionId: id }) => id ?? '')
const model: WatchModel = {
  ...startModel,
  fleet: twentyAgents,
  todayUsd: 48.6,
  tabs: [
    sessionId,
    sessionOf(51002),
    sessionOf(50418),
    ...fleetOrder.filter((id) => ![sessionId, sessionOf(51002), sessionOf(50418)].includes(id)),
  ],
  sessionId,
  state,
  feed: { ...startModel.feed, events },
}

const draw = (shown: WatchModel, size: ScreenSize, { glyphs = unicodeGlyphs, atMs = nowMs } = {}): readonly string[] =>
  screenLines(shown, atMs, frameFor(size, glyphs)).map((spans) => lineText(spans).trimEnd())

describe('the screen of a session', () => {
  it('is the design at 120 × 36, letter for letter', () => {
    expect(draw(model, { columns: 120, rows: 36 })).toEqual(mock('watch-120x36'))
  })

  it('is the design at 80 × 24, letter for letter', () => {
    expect(draw(model, { columns: 80, rows: 24 })).toEqual(mock('watch-80x24'))
  })
})

describe('the overview', () => {
  it('says whose each row is where there are several kinds, and filters by mark and name', () => {
    const overview: WatchModel = { ...model, fleet: severalKinds, screen: 'overview' }
    const lines = draw(overview, { columns: 80, rows: 24 }, { atMs: fleetNowMs })
    expect(lines[2]).toMatch(/^.◐ cl payments-api +waiting 3 min/)
    expect(lines[3]).toMatch(/^ ◐ cx design-system +waiting: approve rm -rf dist/)
    for (const shown of lines) expect(textWidth(shown)).toBeLessThanOrEqual(80)
    const only = draw(
      { ...overview, overview: { ...overview.overview, filter: 'gemini cli' } },
      { columns: 80, rows: 24 },
      { atMs: fleetNowMs },
    )
    expect(only.filter((shown) => / ge /.test(shown))).toHaveLength(2)
    expect(only.filter((shown) => / c[lx] /.test(shown))).toEqual([])
  })

  it('is the design at 80 × 24, letter for letter', () => {
    const overview: WatchModel = { ...model, screen: 'overview' }
    expect(draw(overview, { columns: 80, rows: 24 }, { atMs: fleetNowMs })).toEqual(mock('overview-80x24'))
  })
})

describe('a session without a process', () => {
  const fleet = { ...twentyAgents, counts: { ...twentyAgents.counts }, sessionsWithoutProcess: [unseenSession] }

  it('is a row of the overview that says what is known', () => {
    const overview: WatchModel = { ...model, fleet, screen: 'overview', overview: { ...model.overview, filter: 'etl' } }
    const lines = draw(overview, { columns: 120, rows: 8 }, { atMs: fleetNowMs })
    expect(lines[0]).toContain('1 without a process')
    expect(lines[2]).toMatch(
      /^▸● etl-nightly Backfill May +Bash dbt run; no process seen; last record 4 s ago .* \$0\.42$/,
    )
  })

  it.each([
    [120, 'Bash dbt run; no process seen; last record 4 s ago '],
    [100, ' no process seen; last record 4 s ago '],
    [80, ' no process; last record 4 s ago '],
    [60, ' last record 4 s ago '],
  ])('never cuts at %i columns when it was last heard of: what it does goes first', (columns, words) => {
    const overview: WatchModel = { ...model, fleet, screen: 'overview', overview: { ...model.overview, filter: 'etl' } }
    const [, , row = ''] = draw(overview, { columns, rows: 8 }, { atMs: fleetNowMs })
    expect(row).toContain(words)
    expect(row).not.toContain('…')
  })

  it('says – and not 0 of what it took before a response of it is read', () => {
    const fresh = { ...state, responses: 0, totalTokens: 0, costUsd: undefined, unpricedModels: [] }
    const lines = draw({ ...model, state: fresh }, { columns: 120, rows: 36 }).join('\n')
    expect(lines).toMatch(/COST – {2}TOKENS –/)
    expect(lines).not.toContain('$0.00')
  })

  it('says so in its head', () => {
    const { process: _, ...rest } = state
    const unseen = { ...rest, status: 'busy' as const, lastRecordAt: new Date(nowMs - 65_000).toISOString() }
    const lines = draw({ ...model, state: unseen }, { columns: 120, rows: 36 })
    expect(lines.join('\n')).toContain('busy; no process seen; last record 1 min ago')
  })
})

describe('any size', () => {
  const sizes = [60, 75, 76, 80, 109, 110, 120, 200].flatMap((columns) =>
    [8, 15, 19, 20, 24, 36, 60].map((rows) => ({ columns, rows })),
  )
  const models: Record<string, WatchModel> = {
    session: model,
    'state pane': { ...model, pane: 'state' },
    overview: { ...model, screen: 'overview' },
    'overview with a session without a process': {
      ...model,
      fleet: { ...twentyAgents, sessionsWithoutProcess: [unseenSession] },
      screen: 'overview',
    },
    keys: { ...model, overlay: { kind: 'keys' } },
    detail: { ...model, overlay: { kind: 'detail', event: events.at(-1) as (typeof events)[number], top: 0 } },
    kill: {
      ...model,
      overlay: { kind: 'kill', phase: 'asking', target: agentTarget(agentOf(48213)), askedAtMs: nowMs },
    },
    'nothing yet': startModel,
  }
  for (const [name, shown] of Object.entries(models)) {
    it.each([unicodeGlyphs, asciiGlyphs])(`${name} fills every row and passes no edge`, (glyphs) => {
      for (const size of sizes) {
        const lines = draw(shown, size, { glyphs })
        expect(lines.length, `${size.columns}x${size.rows}`).toBe(size.rows)
        for (const line of lines) expect(textWidth(line), line).toBeLessThanOrEqual(size.columns)
      }
    })
  }
})
