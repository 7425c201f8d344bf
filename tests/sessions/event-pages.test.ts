/** Pages beside any cursor, forwards and backwards, over all lanes: nothing twice, nothing lost, in the order of time. */
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import type { SessionWatch } from '../../src/core/session/session-watch.ts'
import { fromStart } from '../../src/core/session/session-watch.ts'
import { createSessionWatcher, type SessionWatcher } from '../../src/sessions/session-watcher.ts'
import { call, makeSessionHome, prompt, restartClock, result, sessionId, text } from './transcript-lines.ts'

let watcher: SessionWatcher | undefined
afterEach(() => watcher?.close())

async function open(configDir: string, id: string): Promise<SessionWatch> {
  watcher = createSessionWatcher({ sources: [{ agent: 'claude', dataDir: configDir }] })
  const watch = await watcher.open(id)
  if (watch === undefined) throw new Error(`No session ${id}`)
  return watch
}

async function allBackward(watch: SessionWatch, limit: number): Promise<readonly SessionEvent[]> {
  let page = await watch.events({ limit })
  let events = page.events
  while (page.before !== undefined) {
    page = await watch.events({ limit, before: page.before })
    events = [...page.events, ...events]
  }
  return events
}

async function allForward(watch: SessionWatch, limit: number, kinds?: SessionEvent['kind'][]) {
  const events: SessionEvent[] = []
  for (let after: string | undefined = fromStart; after !== undefined; ) {
    const page = await watch.events({ limit, after, kinds })
    events.push(...page.events)
    after = page.after
  }
  return events
}

const cursors = (events: readonly SessionEvent[]) => events.map(({ cursor }) => cursor)

/** A main chain with two subagents that work at the same time. */
function busyHome() {
  restartClock()
  const home = makeSessionHome()
  const lanes: Record<string, object[]> = { main: [], a1: [], b2: [] }
  lanes['main']?.push(prompt('go'))
  for (let i = 0; i < 40; i++) {
    for (const [lane, records] of Object.entries(lanes)) {
      records.push(
        call(`${lane}-${i}`, 'Bash', { command: `echo ${i}` }, { id: `${lane}-${i}` }),
        result(`${lane}-${i}`),
      )
      records.push({ type: 'mode', mode: 'normal', sessionId })
    }
  }
  lanes['main']?.push(text('done'))
  home.write(lanes['main'] ?? [])
  home.write(lanes['a1'] ?? [], home.subagentPath('a1'))
  home.write(lanes['b2'] ?? [], home.subagentPath('b2'))
  return home
}

describe('a session with subagents', () => {
  it.each([1, 3, 7, 50, 1000])('is whole in pages of %i, both ways', async (limit) => {
    const watch = await open(busyHome().configDir, sessionId)
    const whole = (await watch.events({ limit: 1000 })).events
    expect(whole).toHaveLength(2 + 3 * 40 * 3)
    expect(new Set(cursors(whole)).size).toBe(whole.length)
    const times = whole.flatMap(({ at }) => at ?? [])
    expect(times).toEqual(times.toSorted())
    if (limit === 1) return
    expect(cursors(await allBackward(watch, limit))).toEqual(cursors(whole))
    expect(cursors(await allForward(watch, limit))).toEqual(cursors(whole))
  })

  it('goes on from any event of it, as from a page', async () => {
    const watch = await open(busyHome().configDir, sessionId)
    const whole = (await watch.events({ limit: 1000 })).events
    for (const index of [1, 5, 77, 200, 340]) {
      const cursor = whole[index]?.cursor ?? ''
      const timed = (events: readonly SessionEvent[]) => cursors(events.filter(({ at }) => at !== undefined))
      expect(timed((await watch.events({ before: cursor, limit: 1000 })).events)).toEqual(timed(whole.slice(0, index)))
      expect(timed((await watch.events({ after: cursor, limit: 1000 })).events)).toEqual(timed(whole.slice(index + 1)))
    }
  })

  it('gives only the kinds, the lane and the words that were asked for', async () => {
    const watch = await open(busyHome().configDir, sessionId)
    expect((await allForward(watch, 9, ['tool-call'])).map(({ kind }) => kind)).toEqual(Array(120).fill('tool-call'))
    const lane = (await watch.events({ lane: 'a1', limit: 1000 })).events
    expect(new Set(lane.map((event) => event.lane))).toEqual(new Set(['a1']))
    expect(lane).toHaveLength(120)
    const found = (await watch.events({ search: 'ECHO 39', limit: 1000 })).events
    expect(found.map((event) => event.lane).sort()).toEqual(['a1', 'b2', 'main'])
  })
})

it('pages through a recorded session of 2.1.329 with its subagent', async () => {
  const configDir = mkdtempSync(join(tmpdir(), 'tce-pages-'))
  cpSync(fileURLToPath(new URL('../fixtures/claude/projects/2.1.329', import.meta.url)), join(configDir, 'projects'), {
    recursive: true,
  })
  const watch = await open(configDir, 'a2051a55')
  const whole = (await watch.events({ limit: 1000 })).events
  expect(whole).toHaveLength(167)
  expect(cursors(await allBackward(watch, 7)).toSorted()).toEqual(cursors(whole).toSorted())
  expect(cursors(await allForward(watch, 5)).toSorted()).toEqual(cursors(whole).toSorted())
})

it('reads one event again with all of its text', async () => {
  const home = makeSessionHome()
  const long = 'word '.repeat(4000)
  home.write([prompt('short'), text(long)])
  const watch = await open(home.configDir, sessionId)
  const [, cut] = (await watch.events()).events
  expect(cut).toMatchObject({ isCut: true })
  expect(await watch.event(cut?.cursor ?? '')).toMatchObject({ text: long })
  expect(await watch.event('main@3.0')).toBeUndefined()
  expect(await watch.event('nobody@0.0')).toBeUndefined()
  expect(await watch.event('nonsense')).toBeUndefined()
})
