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
import { ReadingSide, Unreadable } from '../storage/reading-side.ts'
import { unlessBrokenOff } from '../storage/rebuildable-store.ts'
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
  | { readonly do: 'ask'; readonly question: ReadQuestion; readonly exclude: readonly string[] }
  | { readonly do: 'prompts'; readonly question: ReadPromptQuestion; readonly exclude: readonly string[] }
  | { readonly do: 'prompt'; readonly id: string; readonly exclude: readonly string[] }
  | { readonly do: 'forget'; readonly sessionIds: readonly string[] }
  /** Who asks can't read it. */
  | { readonly do: 'mend'; readonly unreadable: UnreadableIndex }
  | { readonly do: 'close' }

/** How the index stands, as who writes it knows. */
export interface IndexState {
  readonly problems: readonly string[]
  /** A pass was broken off, and is to be made again. */
  readonly isBrokenOff: boolean
}

export interface UnreadableIndex {
  readonly message: string
  readonly isDamaged: boolean
}

/** What who asks gets, or why the index can't be read. */
export type Asked<T> = { readonly answer: T } | { readonly unreadable: UnreadableIndex }

const { path, machine, sources, configDir, ...given } = workerData as SearchThreadData
let { exclude } = given
const { texts, leftOut } = rememberedTexts(path, sources, () => exclude)
let opened: IndexWriter | undefined
function writer(): IndexWriter {
  if (opened === undefined) {
    giveWay()
    opened = new IndexWriter(path, machine)
  }
  return opened
}
const lists = promptListsOf(path, sources, () => exclude)
const reading = new ReadingSide(path)
const database = () => reading.database
const desk = once(() => createSearchDesk({ database, sources: texts, leftOut }))
const promptDesk = once(async () => {
  const prices = await sessionPrices(configDir)
  return createPromptDesk({ database, sources: texts, lists, leftOut, prices: () => prices })
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

async function pass(work: () => Promise<void>): Promise<IndexState> {
  writer().mend()
  if (!writer().isSaved) return state()
  isPassing = true
  const running = unlessBrokenOff(work).finally(() => {
    isPassing = false
  })
  passing = running.catch(() => undefined)
  return state(!(await running))
}

const state = (isBrokenOff = false): IndexState => ({ problems: writer().problems, isBrokenOff })

let isEnding = false
let passing: Promise<unknown> = Promise.resolve()

/** A pass that is under way read which sessions there are before. */
async function afterPass(act: () => void): Promise<IndexState> {
  isEnding = true
  await passing
  isEnding = false
  act()
  return state(true)
}

function mend({ isDamaged, message }: UnreadableIndex): void {
  if (!writer().mend() && isDamaged) writer().beginAnew(message)
}

function asked<T>(ask: () => T): Asked<T> {
  try {
    return { answer: reading.ask(ask) }
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause
    return { unreadable: { message: cause.message, isDamaged: cause.isDamaged } }
  }
}

answerCalls(async (call: SearchCall) => {
  switch (call.do) {
    case 'open':
      return state()
    case 'index':
      exclude = call.exclude
      await passing
      return pass(index)
    case 'index written':
      for (const id of call.sessionIds) written.add(id)
      // What is under way takes them in.
      return isPassing ? state() : pass(indexWritten)
    case 'ask':
      exclude = call.exclude
      return asked(() => desk().ask(call.question))
    case 'prompts': {
      exclude = call.exclude
      const prompts = await promptDesk()
      return asked(() => prompts.prompts(call.question))
    }
    case 'prompt': {
      exclude = call.exclude
      const prompts = await promptDesk()
      return asked(() => prompts.prompt(call.id))
    }
    case 'forget':
      return afterPass(() => writer().forget(call.sessionIds))
    case 'mend':
      return afterPass(() => mend(call.unreadable))
    case 'close':
      isEnding = true
      await passing
      reading.close()
      return opened?.close()
    default:
      return call satisfies never
  }
})
