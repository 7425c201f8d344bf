/**
 * Keeps a ledger up to date with files as they change. What large databases hold beside usage is read behind, some at a time, so that
 * what is written meanwhile does not wait for it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RecordSource } from '../agents/machine-sources.ts'
import { type Following, followTranscripts } from './follow.ts'
import type { EngineReport, LedgerEngine } from './ledger-engine.ts'

type Engine = Pick<LedgerEngine, 'followed' | 'completeSome'>

export async function keepUp(
  engine: Engine,
  sources: readonly RecordSource[],
  onReport: (report: EngineReport) => void,
): Promise<Following> {
  let completing: Promise<void> | undefined
  let isClosed = false

  async function complete(): Promise<void> {
    for (let isLeft = true; isLeft && !isClosed; await nextTurn()) {
      const report = await engine.completeSome()
      isLeft = report.isUsageAlone
      onReport(report)
    }
    completing = undefined
  }

  const following = await followTranscripts({
    sources,
    update: async (paths) => {
      const report = await engine.followed(paths)
      onReport(report)
      if (report.isUsageAlone) completing ??= complete()
    },
  })
  completing ??= complete()
  return {
    async close() {
      isClosed = true
      await following.close()
      await completing
    },
  }
}
