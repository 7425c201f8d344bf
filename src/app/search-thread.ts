/** The index of all texts in threads of its own: one writes it with what nobody else needs of the processor, one answers. */
import { workerData } from 'node:worker_threads'
import type { RecordSource } from '../agents/machine-sources.ts'
import { once } from '../core/once.ts'
import type { ReadPromptQuestion } from '../core/search/prompt-question.ts'
import type { ReadQuestion } from '../core/search/search-question.ts'
import { indexSessions } from '../search/index-pass.ts'
import { IndexWriter } from '../search/index-writer.ts'
import { indexLists } from '../search/list-pass.ts'
import { createPromptDesk } from '../search/prompt-desk.ts'
import { createSearchDesk } from '../search/search-desk.ts'
import { openForReading } from '../storage/sqlite.ts'
import { answerCalls } from '../storage/worker-calls.ts'
import { giveWay, pacing } from './pacing.ts'
import { promptListsOf } from './prompt-lists.ts'
import { rememberedTexts } from './remembered-texts.ts'
import { sessionPrices } from './session-prices.ts'

export interface SearchThreadData {
  readonly path: string
  readonly machine: string
  readonly sources: readonly RecordSource[]
  /** Patterns of folders whose sessions are left out. */
  readonly exclude: readonly string[]
  /** In which its user's own prices lie. */
  readonly configDir: string
}

export type SearchCall =
  /** Makes the file, so that it can be asked. */
  | { readonly do: 'open' }
  | { readonly do: 'index'; readonly exclude: readonly string[] }
  /** These were just written: they come first, also while all others are gone through. */
  | { readonly do: 'index written'; readonly sessionIds: readonly string[] }
  | { readonly do: 'ask'; readonly question: ReadQuestion }
  | { readonly do: 'prompts'; readonly question: ReadPromptQuestion }
  | { readonly do: 'prompt'; readonly id: string }
  | { readonly do: 'forget'; readonly sessionIds: readonly string[] }
  | { readonly do: 'close' }

const { path, machine, sources, configDir, ...given } = workerData as SearchThreadData
let { exclude } = given
const { texts, leftOut } = rememberedTexts(path, sources, () => exclude)
const writer = once(() => {
  giveWay()
  return new IndexWriter(path, machine)
})
const lists = promptListsOf(path, sources, () => exclude)
const database = once(() => {
  const opened = openForReading(path)
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
})
const desk = once(() => createSearchDesk({ database, sources: texts }))
const promptDesk = once(async () => {
  const prices = await sessionPrices(configDir)
  return createPromptDesk({ database, sources: texts, lists, prices: () => prices })
})

async function index(): Promise<void> {
  const isGoingOn = pacing(() => !isEnding)
  const goesOn = async () => {
    await indexWritten()
    return isGoingOn()
  }
  await indexSessions({ writer: writer(), sources: texts(), leftOut: leftOut(), goesOn })
  await indexLists({ writer: writer(), lists, goesOn })
}

const written = new Set<string>()

async function indexWritten(): Promise<void> {
  if (written.size === 0 || isEnding) return
  const ids = [...written]
  written.clear()
  const own = ids.flatMap((id) => texts(id).filter(({ sessionId }) => sessionId === id))
  const goesOn = async () => !isEnding
  await indexSessions({ writer: writer(), sources: own, areWritten: true, leftOut: leftOut(), goesOn })
  await indexLists({ writer: writer(), lists, goesOn })
}

let isPassing = false

function pass(work: () => Promise<void>): Promise<void> {
  isPassing = true
  passing = work().finally(() => {
    isPassing = false
  })
  return passing
}

let isEnding = false
let passing: Promise<void> = Promise.resolve()

/** A pass that is under way read which sessions there are before. */
async function forget(sessionIds: readonly string[]): Promise<void> {
  isEnding = true
  await passing
  isEnding = false
  writer().forget(sessionIds)
}

answerCalls(async (call: SearchCall) => {
  switch (call.do) {
    case 'open':
      return writer().problems
    case 'index':
      exclude = call.exclude
      await passing
      await pass(index)
      return writer().problems
    case 'index written':
      for (const id of call.sessionIds) written.add(id)
      // What is under way takes them in.
      return isPassing ? undefined : pass(indexWritten)
    case 'ask':
      return desk().ask(call.question)
    case 'prompts':
      return (await promptDesk()).prompts(call.question)
    case 'prompt':
      return (await promptDesk()).prompt(call.id)
    case 'forget':
      return forget(call.sessionIds)
    case 'close':
      isEnding = true
      await passing
      return writer().close()
    default:
      return call satisfies never
  }
})
