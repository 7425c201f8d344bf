/**
 * What SQLite keeps of a file in memory (up to 12 MB for each connection), let go when nobody used the connection for a while. The next question
 * reads its pages from the system's cache again.
 */
import { seconds } from '../core/time/duration.ts'
import { giveBackMemorySoon } from './give-back-soon.ts'
import type { Database } from './sqlite.ts'

const idleAfterMs = seconds(10)

export interface IdleCache {
  /** Called with each use, which costs next to nothing. */
  used(): void
  end(): void
}

/** `database`: the one that is open then. */
export function createIdleCache(database: () => Database | undefined, afterMs = idleAfterMs): IdleCache {
  let timer: NodeJS.Timeout | undefined
  const letGo = () => {
    timer = undefined
    const now = database()
    // Its turn comes with its next use.
    if (now?.open !== true || now.inTransaction) return
    now.pragma('shrink_memory')
    giveBackMemorySoon()
  }
  return {
    used() {
      if (timer === undefined) timer = setTimeout(letGo, afterMs).unref()
      else timer.refresh()
    },
    end() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
