/** The search of this machine for a command: what is missing of the index is made first, as far as that takes a moment. */
import { once } from '../core/once.ts'
import { indexSessions } from '../search/index-pass.ts'
import { IndexWriter } from '../search/index-writer.ts'
import { indexLists } from '../search/list-pass.ts'
import { createPromptDesk, type PromptDesk } from '../search/prompt-desk.ts'
import { createSearchDesk } from '../search/search-desk.ts'
import type { SearchIndex } from '../services/local/search.ts'
import { ReadingSide, Unreadable } from '../storage/reading-side.ts'
import { unlessBrokenOff } from '../storage/rebuildable-store.ts'
import type { Database } from '../storage/sqlite.ts'
import { promptListsOf } from './prompt-lists.ts'
import { rememberedTexts } from './remembered-texts.ts'
import type { SearchThreadData } from './search-thread.ts'
import { sessionPrices } from './session-prices.ts'

/** What a command waits for the index, which a server would have kept; the next one goes on there. */
const commandWaitsMs = 3_000

export function searchOnce({ path, machine, sources, exclude, configDir }: SearchThreadData): SearchIndex {
  const { texts, leftOut } = rememberedTexts(path, sources, () => exclude)
  const lists = promptListsOf(path, sources, () => exclude)

  let problem: string | undefined

  /** `unreadable`: why it is to be begun anew. */
  async function index(unreadable?: string): Promise<void> {
    const writer = new IndexWriter(path, machine)
    if (unreadable !== undefined) writer.beginAnew(unreadable)
    const untilMs = performance.now() + commandWaitsMs
    const goesOn = async () => performance.now() < untilMs
    const pass = async () => {
      await indexSessions({ writer, sources: texts(), leftOut: leftOut(), goesOn })
      await indexLists({ writer, lists, goesOn })
    }
    // Once more where it was found damaged on the way.
    if (writer.isSaved && !(await unlessBrokenOff(pass)) && writer.isSaved) await unlessBrokenOff(pass)
    problem = writer.problems.at(-1) ?? problem
    writer.close()
  }
  async function withIndex<T>(ask: (database: Database) => T): Promise<T> {
    const reading = new ReadingSide(path)
    const answer = () => reading.ask(() => ask(reading.database))
    try {
      return answer()
    } catch (cause) {
      if (!(cause instanceof Unreadable)) throw cause
      if (!cause.isDamaged) throw new Error(problem ?? cause.message)
      await index(cause.message)
      return answer()
    } finally {
      reading.close()
    }
  }
  const asked = once(() => index())
  async function withPrompts<T>(ask: (desk: PromptDesk) => T): Promise<T> {
    await asked()
    const prices = await sessionPrices(configDir)
    return withIndex((database) =>
      ask(createPromptDesk({ database: () => database, sources: texts, lists, prices: () => prices })),
    )
  }

  return {
    async ask(question) {
      await index()
      const answer = await withIndex((database) =>
        createSearchDesk({ database: () => database, sources: texts }).ask(question),
      )
      return { ...answer, problem }
    },
    problem: () => problem,
    prompts: (question) => withPrompts((desk) => desk.prompts(question)),
    prompt: (id) => withPrompts((desk) => desk.prompt(id)),
    noteChange: () => {},
    async forget(sessionIds) {
      const writer = new IndexWriter(path, machine)
      writer.forget(sessionIds)
      writer.close()
    },
    close: async () => {},
  }
}
