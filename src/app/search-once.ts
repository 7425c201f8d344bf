/** The search of this machine for a command: what is missing of the index is made first, as far as that takes a moment. */
import { indexSessions } from '../search/index-pass.ts'
import { IndexWriter } from '../search/index-writer.ts'
import { createSearchDesk } from '../search/search-desk.ts'
import type { SearchIndex } from '../services/local/search.ts'
import { openForReading } from '../storage/sqlite.ts'
import { rememberedTexts } from './remembered-texts.ts'
import type { SearchThreadData } from './search-thread.ts'

/** What a command waits for the index, which a server would have kept; the next one goes on there. */
const commandWaitsMs = 3_000

export function searchOnce({ path, machine, sources, exclude }: SearchThreadData): SearchIndex {
  const { texts, leftOut } = rememberedTexts(path, sources, () => exclude)
  return {
    async ask(question) {
      const writer = new IndexWriter(path, machine)
      const untilMs = performance.now() + commandWaitsMs
      await indexSessions({
        writer,
        sources: texts(),
        leftOut: leftOut(),
        goesOn: async () => performance.now() < untilMs,
      })
      writer.close()
      const opened = openForReading(path)
      if (!opened.ok) throw new Error(opened.error.message)
      try {
        return createSearchDesk({ database: () => opened.value, sources: texts }).ask(question)
      } finally {
        opened.value.close()
      }
    },
    noteChange: () => {},
    async forget(sessionIds) {
      const writer = new IndexWriter(path, machine)
      writer.forget(sessionIds)
      writer.close()
    },
    close: async () => {},
  }
}
