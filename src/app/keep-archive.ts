/** Archives what agents wrote, beside a server: now and then, in a thread that is there only as long as it has something to do. */
import type { PassReport } from '../archive/archive-pass.ts'
import type { ReportError } from '../core/words/bug.ts'
import type { ArchiveKeeper } from '../services/local/services.ts'
import type { WorkerCalls } from '../storage/worker-calls.ts'
import type { ArchiveCall, ArchiveThreadData, WantedArchive } from './archive-thread.ts'
import { startThread } from './start-thread.ts'

/** Behind the first scan, and behind the first pass of the search. */
const firstPassAfterMs = 120_000
/** What was quiet for a day is archived within an hour more. */
const passEveryMs = 3_600_000

export interface KeepArchiveOptions {
  /** The settings now. */
  readonly wanted: () => WantedArchive
  /** Of these sessions nothing is kept any more, nor do their agents keep a file. */
  readonly letGo: (sessionIds: readonly string[]) => Promise<void>
  readonly reportError: ReportError
  /** @default two minutes */
  readonly firstPassAfterMs?: number | undefined
}

export function keepArchive(data: ArchiveThreadData, options: KeepArchiveOptions): ArchiveKeeper {
  const { wanted, letGo, reportError } = options
  let thread: WorkerCalls<ArchiveCall> | undefined
  let passing: Promise<void> | undefined
  let isClosed = false
  let timer = setTimeout(begin, options.firstPassAfterMs ?? firstPassAfterMs).unref()

  function begin(): void {
    passing = pass().catch((cause: unknown) => reportError('Transcripts could not be archived', cause))
  }
  async function pass(): Promise<void> {
    const calls = startThread<ArchiveCall, ArchiveThreadData>({ file: 'archive-thread', name: 'the archive', data })
    thread = calls
    try {
      const report = await calls.call<PassReport>({ do: 'pass', wanted: wanted() })
      if (report.letGo.length > 0) await letGo(report.letGo)
      await calls.call({ do: 'close' })
    } finally {
      thread = undefined
      await calls.end()
      if (!isClosed) timer = setTimeout(begin, passEveryMs).unref()
    }
  }

  return {
    async close() {
      isClosed = true
      clearTimeout(timer)
      await thread?.call({ do: 'close' }).catch(() => {})
      await passing
    },
  }
}
