/** The archive in a thread of its own, with what nobody else needs of the processor. */
import { readFileSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { inspection } from '../agents/inspection.ts'
import type { RecordSource } from '../agents/machine-sources.ts'
import { archiveSessions, type PassReport } from '../archive/archive-pass.ts'
import { archiveDir } from '../archive/archive-path.ts'
import { ArchiveStore } from '../archive/archive-store.ts'
import { checkArchive } from '../archive/check-archive.ts'
import { keepMsOf, quietMs } from '../core/data/archive-rules.ts'
import { once } from '../core/once.ts'
import type { Settings } from '../core/settings/config.ts'
import { diskFiles } from '../storage/agent-files.ts'
import { answerCalls } from '../storage/worker-calls.ts'
import { giveWay, pacing } from './pacing.ts'
import { rememberedTexts } from './remembered-texts.ts'

export interface ArchiveThreadData {
  readonly dataDir: string
  readonly machine: string
  readonly sources: readonly RecordSource[]
}

export type WantedArchive = Pick<Settings['history'], 'isArchived' | 'exclude' | 'keep' | 'maxBytes'> & {
  /** Of the disk: below it nothing is archived. */
  readonly minFreeBytes: number
}

export type ArchiveCall = { readonly do: 'pass'; readonly wanted: WantedArchive } | { readonly do: 'close' }

const { dataDir, machine, sources } = workerData as ArchiveThreadData
let exclude: readonly string[] = []
const { texts, leftOut } = rememberedTexts(archiveDir(dataDir), sources, () => exclude, diskFiles)

const store = once(() => {
  giveWay()
  const opened = ArchiveStore.open(dataDir, machine)
  if (!opened.ok) throw new Error(opened.error)
  return opened.value
})

const closed = once(() => store().close())

let isEnding = false
let passing: Promise<unknown> = Promise.resolve()

async function pass(wanted: WantedArchive): Promise<PassReport> {
  exclude = wanted.exclude
  const goesOn = pacing(() => !isEnding)
  const report = await archiveSessions({
    store: store(),
    sources: texts(),
    isArchiving: wanted.isArchived,
    leftOut: leftOut(),
    quietMs: (agent) => quietMs(agent === inspection.id ? daysUntilDeleted() : undefined),
    keepMs: keepMsOf(wanted.keep),
    maxBytes: wanted.maxBytes,
    hasRoom: () => freeBytes() >= wanted.minFreeBytes,
    goesOn,
  })
  await checkArchive(store(), goesOn)
  return report
}

/** Of several data folders the one that deletes first. */
function daysUntilDeleted(): number | undefined {
  const days = sources.flatMap(({ agent, dataDir: folder }) => {
    if (agent !== inspection.id) return []
    const told = inspection.retention.daysOf(textOf(join(folder, inspection.retention.file)))
    return told === 'not-json' ? [] : told
  })
  return days.length === 0 ? undefined : Math.min(...days)
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** A disk that does not tell has room. */
function freeBytes(): number {
  try {
    const { bavail, bsize } = statfsSync(dataDir)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

answerCalls(async (call: ArchiveCall) => {
  switch (call.do) {
    case 'pass': {
      const begun = pass(call.wanted)
      passing = begun.catch(() => {})
      return begun
    }
    case 'close':
      isEnding = true
      await passing
      return closed()
    default:
      return call satisfies never
  }
})
