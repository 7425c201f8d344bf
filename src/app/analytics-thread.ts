/** Messages are counted and asked for in a thread of their own: with what nobody else needs of the processor. */
import { dirname } from 'node:path'
import { workerData } from 'node:worker_threads'
import type { RecordSource } from '../agents/machine-sources.ts'
import { MessageStore } from '../analytics/message-store.ts'
import type { ReadProgress } from '../core/analytics/analytics.ts'
import { once } from '../core/once.ts'
import type { AnalyticsKnowledge, AnalyticsQuestion } from '../services/local/analytics.ts'
import { BrokenOff, unlessBrokenOff } from '../storage/rebuildable-store.ts'
import { answerCalls } from '../storage/worker-calls.ts'
import { createAnalyticsAnswers } from './analytics-answers.ts'
import { countWithLedger } from './count-with-ledger.ts'
import { pacing } from './pacing.ts'
import { rememberedTexts } from './remembered-texts.ts'

export interface AnalyticsThreadData {
  readonly path: string
  readonly machine: string
  readonly sources: readonly RecordSource[]
  /** Of the last pass, which another thread made. */
  readonly progress: ReadProgress
}

export type AnalyticsCall =
  | { readonly do: 'count' }
  | { readonly do: 'know'; readonly knowledge: AnalyticsKnowledge }
  | { readonly do: 'ask'; readonly question: AnalyticsQuestion }
  | { readonly do: 'forget'; readonly sessionIds: readonly string[] }
  | { readonly do: 'close' }

export interface CountReport {
  /** False: it is to be begun anew. */
  readonly isDone: boolean
  readonly problems: readonly string[]
  readonly progress: ReadProgress
}

const { path, machine, sources, ...given } = workerData as AnalyticsThreadData
/** Folders that are left out of the search stay counted. */
const { texts } = rememberedTexts(path, sources, () => [])
const store = once(() => new MessageStore(path, machine))
let { progress } = given
const answers = once(() => createAnalyticsAnswers(store(), dirname(path), () => progress))

let isEnding = false
let passing: Promise<unknown> = Promise.resolve()

/** False: another database came into its place, and it is to be made again. */
function count(): Promise<boolean> {
  store().mend()
  const counting = unlessBrokenOff(() =>
    countWithLedger(dirname(path), {
      store: store(),
      sources: texts(),
      goesOn: pacing(() => !isEnding),
      onProgress: (told) => {
        progress = told
      },
    }),
  )
  passing = counting.catch(() => undefined)
  return counting
}

/** Where it was found damaged the second question is answered from the one that was begun anew. */
function answer(question: AnalyticsQuestion): unknown {
  try {
    return answers().answer(question)
  } catch (cause) {
    if (cause instanceof BrokenOff) return answers().answer(question)
    throw cause
  }
}

/** A pass that is under way read which sessions there are before. */
async function forget(sessionIds: readonly string[]): Promise<void> {
  isEnding = true
  await passing
  isEnding = false
  store().forget(sessionIds)
}

answerCalls(async (call: AnalyticsCall) => {
  switch (call.do) {
    case 'count':
      return { isDone: await count(), problems: store().problems, progress } satisfies CountReport
    case 'know':
      return answers().know(call.knowledge)
    case 'ask':
      return answer(call.question)
    case 'forget':
      return forget(call.sessionIds)
    case 'close':
      isEnding = true
      await passing
      return store().close()
    default:
      return call satisfies never
  }
})
