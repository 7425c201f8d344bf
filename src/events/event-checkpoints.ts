/**
 * The log (WAL) put into the file: by a thread beside, since a checkpoint waits for the disk twice, and in the thread that writes all who
 * capture would wait with it.
 */
import type { Database } from '../storage/sqlite.ts'
import { createThreadOnDemand } from './thread-calls.ts'
import type { ThreadData } from './thread-messages.ts'

/** As many as SQLite itself lets come together: 4 MB. */
const pagesAtOnce = 1_000
/** A log that long begins anew, and who writes waits a moment for that. */
const longestLog = 4_000
/** Where the thread does not get to it, who writes does it. */
const longestBeforeOwn = 16_000

interface LogPages {
  readonly log: number
  readonly checkpointed: number
}

const checkpoint = (database: Database, mode: 'NOOP' | 'PASSIVE' | 'RESTART'): LogPages | undefined =>
  (database.pragma(`wal_checkpoint(${mode})`) as LogPages[])[0]

/** In the thread beside. While others write without end the log would only grow: then the little that is left is done while they wait. */
export function putLogIntoFile(database: Database): void {
  const log = checkpoint(database, 'PASSIVE')?.log ?? 0
  if (log < longestLog) return
  checkpoint(database, 'PASSIVE')
  checkpoint(database, 'RESTART')
}

export interface Checkpoints {
  /** Called after each commit, which it does not hold up. */
  after(database: Database): void
  /** Whatever is in the log. */
  now(): Promise<void>
  end(): Promise<void>
}

export function createCheckpoints(place: Pick<ThreadData, 'path' | 'machine'>): Checkpoints {
  const thread = createThreadOnDemand({ role: 'checkpoint', ...place })
  let known: Database | undefined
  let isAtWork = false

  /** Also of the file that took the place of a damaged one. */
  function begin(database: Database): void {
    if (known !== undefined) void thread.end()
    known = database
    database.pragma(`wal_autocheckpoint = ${longestBeforeOwn}`)
  }

  async function work(): Promise<void> {
    isAtWork = true
    // What is wrong with the file or the disk is found by the next write, which says so.
    await thread.call({ do: 'checkpoint' }).catch(() => undefined)
    isAtWork = false
  }

  return {
    after(database) {
      if (database !== known) begin(database)
      if (isAtWork) return
      const { log = 0, checkpointed = 0 } = checkpoint(database, 'NOOP') ?? {}
      if (log - checkpointed >= pagesAtOnce) void work()
    },
    now: work,
    end: () => thread.end(),
  }
}
