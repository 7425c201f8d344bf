/** stats-cache.json of every schema, session-meta and facets, as real versions wrote them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { decodeFacets } from '../../../src/agents/claude/facets.ts'
import { decodeSessionMeta } from '../../../src/agents/claude/session-meta.ts'
import { decodeStatsCache } from '../../../src/agents/claude/stats-cache.ts'

const fixture = (path: string): string => readFileSync(join(import.meta.dirname, '../../fixtures/claude', path), 'utf8')
const sessionId = 'a2051a55-6de4-4c98-a480-e854cdb4d38e'

it.each([
  ['v1-self-2.0.76', 1, 1, false],
  ['v2-self-2.1.39', 2, 1, false],
  ['v3-self-2.1.88', 3, 1, false],
  ['v3-self-2.1.140', 3, 1, false],
  ['v4-self-2.1.200', 4, 1, false],
  ['v5-self-2.1.329', 5, 6, true],
])('reads stats-cache %s', (name, version, days, includesCache) => {
  const cache = decodeStatsCache(fixture(`stats-cache/${name}.json`))
  if (!cache.ok) throw new Error(cache.error.message)
  expect(cache.value).toMatchObject({ version, lastComputedDate: '2026-11-19' })
  expect(cache.value.days).toHaveLength(days)
  for (const day of cache.value.days) expect(day).toMatchObject({ includesCache, tokens: expect.any(Number) })
})

it('leaves out what can be no day and no count', () => {
  const text = JSON.stringify({
    dailyModelTokens: [
      { date: 'yesterday', tokensByModel: { a: 1 } },
      { date: '2026-11-01', tokensByModel: { a: -1, b: '7', c: 3 } },
      null,
    ],
  })
  expect(decodeStatsCache(text)).toMatchObject({
    ok: true,
    value: { version: undefined, days: [{ date: '2026-11-01', model: 'c', tokens: 3, includesCache: false }] },
  })
})

it('reads session-meta without its token sums, which count repeated lines', () => {
  const meta = decodeSessionMeta(fixture(`session-meta/${sessionId}.json`))
  expect(meta).toEqual({
    ok: true,
    value: {
      sessionId,
      cwd: '/home/dev/proj',
      startedAtMs: Date.parse('2026-11-20T18:24:41.957Z'),
      durationMs: 60_000,
      prompts: 8,
      firstPrompt: 'please RUN_AGENT now',
      summary: undefined,
      tools: new Map([
        ['Agent', 1],
        ['Bash', 1],
        ['Write', 1],
      ]),
      linesAdded: 2,
      linesRemoved: 0,
      commits: 0,
    },
  })
})

it('reads facets', () => {
  expect(decodeFacets(fixture(`facets/${sessionId}.json`))).toEqual({
    ok: true,
    value: { sessionId, goal: 'Test goal', summary: 'User tested.', outcome: 'fully_achieved' },
  })
})

it.each([decodeStatsCache, decodeSessionMeta, decodeFacets])('tells half-written from wrong: %o', (decode) => {
  expect(decode('{"version":5,"daily')).toMatchObject({ ok: false, error: { kind: 'not-json' } })
  expect(decode('[]')).toMatchObject({ ok: false, error: { kind: 'wrong-shape' } })
})
