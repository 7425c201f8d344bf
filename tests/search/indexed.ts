/** An index of sessions that are kept nowhere, and its desk. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseQuery } from '../../src/core/query/parse-query.ts'
import { type SearchOrder, searchKeys } from '../../src/core/search/search-question.ts'
import { indexSessions } from '../../src/search/index-pass.ts'
import { IndexWriter } from '../../src/search/index-writer.ts'
import { createSearchDesk } from '../../src/search/search-desk.ts'
import type { SearchSource } from '../../src/search/search-source.ts'
import { openForReading } from '../../src/storage/sqlite.ts'
import { type MadeUpSession, type Said, sourceOf } from './made-up-sources.ts'

export const nowMs = Date.parse('2026-11-20T12:00:00Z')
export const newPath = () => join(mkdtempSync(join(tmpdir(), 'tce-search-')), 'search.sqlite')
export const at = (minutesAgo: number): string => new Date(nowMs - minutesAgo * 60_000).toISOString()
export const session = (
  sessionId: string,
  said: readonly Said[],
  rest: Partial<MadeUpSession> = {},
): MadeUpSession => ({
  ...{ sessionId, changedMs: nowMs, said: { main: said } },
  ...rest,
})
export const prompt = (text: string, minutesAgo = 10): Said => ({ kind: 'prompt', at: at(minutesAgo), text, images: 0 })
export const answer = (text: string, minutesAgo = 9): Said => ({ kind: 'text', at: at(minutesAgo), text })

export async function indexed(sessions: readonly MadeUpSession[], path = newPath(), clock = () => nowMs) {
  const writer = new IndexWriter(path, 'machine', clock)
  let sources = sessions.map(sourceOf)
  const index = (goesOn: () => Promise<boolean> = async () => true) => indexSessions({ writer, sources, goesOn, clock })
  await index()
  const opened = openForReading(path)
  if (!opened.ok) throw new Error(opened.error.message)
  const desk = createSearchDesk({ database: () => opened.value, sources: () => sources, clock })
  const ask = (query: string, { order = 'best' as SearchOrder, limit = 20, hits = 4 } = {}) => {
    const read = parseQuery(query, searchKeys, { nowMs, startOfDay: () => undefined })
    if (!read.ok) throw new Error(read.error.message)
    return desk.ask({ query: read.value, order, limit, hits })
  }
  return {
    ...{ path, writer, index, ask },
    become(next: readonly SearchSource[]) {
      sources = [...next]
    },
    found: (query: string, order: SearchOrder = 'best') =>
      ask(query, { order, hits: 10 }).groups.flatMap(({ sessionId, hits }) =>
        hits.map(({ cursor }) => `${sessionId} ${cursor}`),
      ),
  }
}
