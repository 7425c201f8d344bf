/** What the reader of every form of keeping sessions must do. Its own test hands in a store over a place of its own. */
import { afterEach, describe, expect, it } from 'vitest'
import type { LogLine } from '../../src/agents/agent.ts'
import { laneOfCursor } from '../../src/core/session/event-cursor.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { fromStart } from '../../src/core/session/session-watch.ts'
import type { SessionReader } from '../../src/sessions/session-reader.ts'
import type { SessionStore } from '../../src/sessions/session-store.ts'
import { waitFor } from '../tools/wait-for.ts'

export interface ReaderCase {
  readonly store: SessionStore
  readonly sessionId: string
  /** Another record of the session, which tells at least one event. The first one makes the session. */
  write(): void
  /** The session is another one from its first record on, and shorter. */
  replace(): void
}

export function describeSessionReader(name: string, make: () => ReaderCase): void {
  const opened: SessionReader[] = []
  afterEach(() => {
    for (const reader of opened.splice(0)) reader.close()
  })

  function read({ store, sessionId }: ReaderCase) {
    const told: SessionEvent[] = []
    let voided = 0
    const reader = store.read({
      sessionId,
      cwd: () => undefined,
      listener: {
        appended: (_, lines: readonly LogLine[]) => told.push(...lines.flatMap(({ events }) => events)),
        subagent: () => {},
        voided: () => {
          voided++
        },
        problems: () => {},
      },
    })
    opened.push(reader)
    return { reader, told, voided: () => voided }
  }

  const as = (event: SessionEvent) => event
  const cursors = (events: readonly SessionEvent[]) => events.map(({ cursor }) => cursor)
  const whole = async (reader: SessionReader) => (await reader.page({ limit: 1000 }, as)).events
  const written = (count: number): ReaderCase => {
    const one = make()
    for (let i = 0; i < count; i++) one.write()
    return one
  }

  describe(`the reader of ${name}`, () => {
    it('is found by the id and by a beginning of it, and by nothing else', () => {
      const { store, sessionId } = written(1)
      for (const length of [4, 8, sessionId.length]) {
        expect(store.find(sessionId.slice(0, length))).toMatchObject([{ sessionId }])
      }
      expect(store.find(`${sessionId}x`)).toEqual([])
    })

    it('tells what comes after it began, each once, and reads what was before', async () => {
      const one = written(3)
      const { reader, told } = read(one)
      expect(await reader.begin()).toEqual({ isThere: true, isLarge: false })
      const before = await reader.newest(100)
      one.write()
      reader.follow()
      one.write()
      await waitFor('the fifth record', () => cursors(told).length + before.length >= cursors(before).length + 2)
      expect(cursors([...before, ...told])).toEqual(cursors(await whole(reader)))
    })

    it('follows a session that has written nothing yet from its first record on', async () => {
      const one = make()
      const { reader, told } = read(one)
      expect(await reader.begin()).toEqual({ isThere: false, isLarge: false })
      reader.follow()
      one.write()
      await waitFor('the first record', () => told[0])
      expect(cursors(told)).toEqual(cursors(await whole(reader)))
    })

    it('replays all that the pages show, in their order, and knows what it took in', async () => {
      const one = written(20)
      const { reader } = read(one)
      await reader.begin()
      const replayed: SessionEvent[] = []
      const sink = { add: (event: SessionEvent) => replayed.push(event), noteFacts: () => {}, noteSubagent: () => {} }
      const hasTakenIn = await reader.replay(sink, () => true)
      const events = await whole(reader)
      expect(cursors(replayed)).toEqual(cursors(events))
      expect(events.every((event) => hasTakenIn?.(event) === true)).toBe(true)
      one.write()
      expect(hasTakenIn?.((await whole(reader)).at(-1) as SessionEvent)).toBe(false)
    })

    it.each([1, 7, 1000])('is whole in pages of %i, both ways', async (limit) => {
      const { reader } = read(written(20))
      await reader.begin()
      const events = cursors(await whole(reader))
      const forward: string[] = []
      for (let after: string | undefined = fromStart; after !== undefined; ) {
        const page = await reader.page({ limit, after }, as)
        forward.push(...cursors(page.events))
        after = page.after
      }
      const backward: string[] = []
      let page = await reader.page({ limit }, as)
      for (;;) {
        backward.unshift(...cursors(page.events))
        if (page.before === undefined) break
        page = await reader.page({ limit, before: page.before }, as)
      }
      expect(forward).toEqual(events)
      expect(backward).toEqual(events)
    })

    it('finds each event again by its cursor, and nothing at places of others', async () => {
      const { reader } = read(written(5))
      await reader.begin()
      for (const { cursor, lane, kind } of await whole(reader)) {
        expect(laneOfCursor(cursor)).toBe(lane)
        expect(reader.event(cursor)).toMatchObject({ cursor, kind })
      }
      for (const place of ['main@nowhere', 'main@999999999.0', 'other@0.0']) {
        expect(reader.event(place)).toBeUndefined()
      }
      expect((await reader.page({ after: 'main@nowhere' }, as)).events).toEqual([])
      expect((await reader.page({ before: 'main@nowhere' }, as)).events).toEqual([])
    })

    it('says that all is void when the session became another one, and begins again', async () => {
      const one = written(10)
      const { reader, told, voided } = read(one)
      await reader.begin()
      reader.follow()
      one.replace()
      await waitFor('the news', () => voided() > 0 || undefined)
      expect(await reader.begin()).toMatchObject({ isThere: true })
      expect((await whole(reader)).length).toBeGreaterThan(0)
      reader.follow()
      one.write()
      await waitFor('what comes after it', () => told.at(-1))
      expect(told.at(-1)?.cursor).toBe((await whole(reader)).at(-1)?.cursor)
    })
  })
}
