/** A real index, in a folder of its own that goes with the test's process, of one session that nobody kept. */

import { join } from 'node:path'
import { listPrices } from '../../src/agents/list-prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { indexSessions } from '../../src/search/index-pass.ts'
import { IndexWriter } from '../../src/search/index-writer.ts'
import { createPromptDesk } from '../../src/search/prompt-desk.ts'
import { createSearchDesk } from '../../src/search/search-desk.ts'
import type { SearchIndex } from '../../src/services/local/search.ts'
import { openForReading } from '../../src/storage/sqlite.ts'
import { type MadeUpSession, sourceOf } from '../search/made-up-sources.ts'
import { ownFolder } from '../tools/own-folder.ts'

export async function realSearch(sessions: readonly MadeUpSession[]): Promise<SearchIndex> {
  const path = join(ownFolder('tce-search-'), 'search.sqlite')
  const sources = sessions.map(sourceOf)
  const writer = new IndexWriter(path, 'machine')
  await indexSessions({ writer, sources, goesOn: async () => true })
  const opened = openForReading(path)
  if (!opened.ok) throw new Error(opened.error.message)
  const desk = createSearchDesk({ database: () => opened.value, sources: () => sources })
  const prompts = createPromptDesk({
    ...{ database: () => opened.value, sources: () => sources, lists: [] },
    prices: () => createPriceBook(listPrices, []),
  })
  return {
    ask: async (question) => desk.ask(question),
    prompts: async (question) => prompts.prompts(question),
    prompt: async (id) => prompts.prompt(id),
    problem: () => undefined,
    noteChange: () => {},
    forget: async (sessionIds) => writer.forget(sessionIds),
    async close() {
      opened.value.close()
      writer.close()
    },
  }
}
