/** Situations from the field, as the session's page and `tce watch` show them: events read from the files, and the state. */
import { cpSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { createSessionWatcher, type SessionWatcher } from '../../src/sessions/session-watcher.ts'
import { fieldCase, fieldCaseProjects } from '../tools/field-case.ts'
import { waitFor } from '../tools/wait-for.ts'

const sessionId = '11111111-0000-4000-8000-000000000001'
const prices = createPriceBook(claudePrices, [])

let watcher: SessionWatcher | undefined
afterEach(() => watcher?.close())

async function watch(configDir: string, id = sessionId) {
  watcher = createSessionWatcher({ sources: [{ agent: 'claude', dataDir: configDir }], prices })
  const opened = await watcher.open(id)
  if (opened === undefined) throw new Error('The session was not found.')
  return opened
}

const countsOf = (events: readonly SessionEvent[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(events, ({ kind }) => kind)].map(([kind, some]) => [kind, some.length]))

describe('what is told by records', () => {
  it.each([
    ['bom-first-line', { text: 2 }, { responses: 2, input: 1001 }],
    ['nul-bytes', { prompt: 1, text: 4 }, { responses: 4, input: 1500 }],
    ['utf16-transcript', { prompt: 1, text: 1 }, { responses: 1, input: 1000 }],
    ['torn-and-joined', { prompt: 1, text: 4, other: 1 }, { responses: 4, input: 1500 }],
  ])('%s: is shown and counted', async (name, kinds, { responses, input }) => {
    const session = await watch(fieldCase(name))
    const { events } = await session.events({ limit: 100 })
    expect(countsOf(events)).toEqual(kinds)
    expect(session.state()).toMatchObject({ responses, tokens: { input } })
    for (const event of events) expect(await session.event(event.cursor)).toMatchObject({ cursor: event.cursor })
  })

  it.each(['bom-first-line', 'nul-bytes', 'utf16-transcript', 'torn-and-joined'])(
    '%s: is the same a page of one event at a time, in both directions',
    async (name) => {
      const session = await watch(fieldCase(name))
      const all = (await session.events({ limit: 100 })).events
      const [backward, forward]: [SessionEvent[], SessionEvent[]] = [[], all.slice(0, 1)]
      for (let before: string | undefined, isMore = true; isMore; ) {
        const page = await session.events({ limit: 1, before })
        backward.unshift(...page.events)
        before = page.before
        isMore = before !== undefined
      }
      expect(backward).toEqual(all)
      for (let after = all[0]?.cursor; after !== undefined; ) {
        const page = await session.events({ limit: 1, after })
        forward.push(...page.events)
        after = page.after
      }
      expect(forward).toEqual(all)
    },
  )
})

it('advisor-iterations: shows what was asked of another model at that one’s price', async () => {
  const session = await watch(fieldCase('advisor-iterations'))
  expect(session.state()).toMatchObject({
    responses: 1,
    costUsd: expect.closeTo(0.21566, 9),
    tokens: { input: 30_020, output: 2_200 },
    model: 'claude-sonnet-4-6',
  })
})

it('relay-constant-id: shows each request of a relay that gives all responses one id', async () => {
  expect((await watch(fieldCase('relay-constant-id'))).state()).toMatchObject({
    responses: 2,
    tokens: { input: 6_000 },
  })
})

it('undated-responses: shows what has no time, and a time in milliseconds as one', async () => {
  const session = await watch(fieldCase('undated-responses'))
  expect(session.state()).toMatchObject({ responses: 3, tokens: { input: 7_000_000 } })
  const { events } = await session.events({ limit: 100 })
  expect(events.map(({ at }) => at?.slice(0, 10))).toEqual(['2026-11-02', '2026-11-02', undefined, '2026-10-26'])
})

it('worktree-stub: shows the conversation, though the stub in the worktree’s folder was written last', async () => {
  const configDir = fieldCase('worktree-stub')
  const stub = join(configDir, 'projects/-home-dev-shop--claude-worktrees-fix-1', `${sessionId}.jsonl`)
  utimesSync(stub, new Date(), new Date(Date.now() + 60_000))
  const session = await watch(configDir)
  expect(session.state()).toMatchObject({ responses: 6, totalTokens: 6_000 })
  expect(countsOf((await session.events({ limit: 100 })).events)).toEqual({ prompt: 1, text: 6 })
})

it('session-copied-twice: finds the session of which a sync tool left a copy, by the beginning of its id', async () => {
  const session = await watch(fieldCase('session-copied-twice'), '11111111')
  expect(countsOf((await session.events({ limit: 100 })).events)).toEqual({
    prompt: 1,
    'tool-call': 1,
    'tool-result': 1,
    text: 1,
  })
})

it('rewritten-in-place: begins anew where a followed transcript was cut back and grew again', async () => {
  const configDir = mkdtempSync(join(tmpdir(), 'tce-rewritten-'))
  onTestFinished(() => rmSync(configDir, { recursive: true, force: true }))
  const become = (home: string) =>
    cpSync(fieldCaseProjects('rewritten-in-place', home), join(configDir, 'projects'), { recursive: true })
  become('home-1')
  const session = await watch(configDir)
  expect(session.state()).toMatchObject({ responses: 3, tokens: { input: 21_000 } })
  const changes: string[] = []
  session.subscribe(({ type }) => changes.push(type))
  become('home-2')
  await waitFor('a new beginning', () => changes.includes('resync') || undefined)
  await waitFor('all of it', () => session.state().responses === 6 || undefined)
  expect(session.state()).toMatchObject({ tokens: { input: 501_000 } })
  expect(countsOf((await session.events({ limit: 100 })).events)).toEqual({ prompt: 1, text: 6 })
})
