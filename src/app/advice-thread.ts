/** Advice in a thread of its own: it reads sessions with what nobody else needs of the processor, and makes reports of what it found. */
import { setPriority } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import { advicePath } from '../advice/advice-path.ts'
import { thrownAway } from '../advice/thrown-away.ts'
import { readWaste, toRead } from '../advice/waste-pass.ts'
import { WasteStore } from '../advice/waste-store.ts'
import type { RecordSource } from '../agents/machine-sources.ts'
import { wasteSigns } from '../agents/waste-signs.ts'
import type { AdviceReport } from '../core/advice/advice.ts'
import { adviceReport, type KnownSession } from '../core/advice/advice-report.ts'
import { once } from '../core/once.ts'
import type { AdviceQuestion, ToldSession } from '../services/local/advice.ts'
import { answerCalls } from '../storage/worker-calls.ts'
import { lookAtLedger } from '../tracker/ledger-look.ts'
import { rememberedTexts } from './remembered-texts.ts'
import { loadPriceBook } from './sources.ts'

export interface AdviceThreadData {
  readonly dataDir: string
  readonly configDir: string
  readonly machine: string
  readonly sources: readonly RecordSource[]
}

export type AdviceCall =
  /** `isUrgent`: somebody waits for it. */
  | { readonly do: 'read'; readonly sinceMs: number; readonly isUrgent: boolean; readonly exclude: readonly string[] }
  | { readonly do: 'ask'; readonly question: AdviceQuestion; readonly exclude: readonly string[] }
  | { readonly do: 'forget'; readonly sessionIds: readonly string[] }
  | { readonly do: 'close' }

const { dataDir, configDir, machine, sources } = workerData as AdviceThreadData
/** Folders that are left out, by the settings of the last call. */
let exclude: readonly string[] = []
const { texts: allTexts, leftOut } = rememberedTexts(advicePath(dataDir), sources, () => exclude)
const texts = () => {
  const out = leftOut()
  return allTexts().filter(({ sessionId }) => !out.has(sessionId))
}
const store = once(() => new WasteStore(advicePath(dataDir), machine))

/** Of this thread alone, which only Linux knows: elsewhere it would be the whole program's. */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, 19)
  } catch {
    // Not allowed here: it rests as often.
  }
}

/** After so much work it rests as long, so that a machine of two cores keeps one. */
const stretchMs = 50

let isEnding = false
let passing: Promise<void> = Promise.resolve()

function pacing(isUrgent: boolean): () => Promise<boolean> {
  let sinceMs = performance.now()
  return async () => {
    if (performance.now() - sinceMs >= stretchMs) {
      await wait(isUrgent ? 0 : stretchMs)
      sinceMs = performance.now()
    }
    return !isEnding
  }
}

async function ask({ query, sessions, hidden, minUsd, most, spentUsd }: AdviceQuestion): Promise<AdviceReport> {
  const nowMs = Date.now()
  const sinceMs = nowMs - query.days * 86_400_000
  const loaded = await loadPriceBook(configDir)
  const prices = loaded.ok ? loaded.value : loaded.fallback
  const told = new Map(sessions.map((one) => [`${one.agent} ${one.id}`, one]))
  const known: KnownSession[] = []
  const out = leftOut()
  for (const { agent, sessionId, waste } of store().since(sinceMs)) {
    if (out.has(sessionId)) continue
    const of: ToldSession | undefined = told.get(`${agent} ${sessionId}`)
    if (query.project !== undefined && of?.project !== query.project) continue
    const gone = query.withGit === true ? await thrownAway({ waste, cwd: of?.cwd }, { prices, nowMs }) : undefined
    known.push({ agent, sessionId, title: of?.title, project: of?.project, waste, thrownAway: gone })
  }
  const sessionsToRead = toRead({ store: store(), sources: texts(), sinceMs }).length
  const { hints } = wasteSigns
  return adviceReport(known, { query, nowMs, prices, hidden, hints, minUsd, most, spentUsd, sessionsToRead })
}

/** What was found in a folder that is left out since goes. */
async function read(sinceMs: number, isUrgent: boolean): Promise<void> {
  const out = leftOut()
  const gone = store()
    .known()
    .filter(({ sessionId }) => out.has(sessionId))
  if (gone.length > 0) store().forget(gone.map(({ sessionId }) => sessionId))
  const billed = lookAtLedger(dataDir)
  try {
    const pass = { store: store(), signs: wasteSigns, sources: texts(), sinceMs, billed }
    await readWaste({ ...pass, goesOn: pacing(isUrgent) })
  } finally {
    billed?.close()
  }
}

answerCalls(async (call: AdviceCall) => {
  switch (call.do) {
    case 'read': {
      if (!call.isUrgent) giveWay()
      exclude = call.exclude
      passing = read(call.sinceMs, call.isUrgent)
      await passing
      return store().problems
    }
    case 'ask':
      exclude = call.exclude
      return ask(call.question)
    case 'forget':
      return store().forget(call.sessionIds)
    case 'close':
      isEnding = true
      await passing
      return store().close()
    default:
      return call satisfies never
  }
})
