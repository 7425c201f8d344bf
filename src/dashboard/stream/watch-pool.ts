/** Watches of sessions that pages ask for again and again: each stays open for a while after the last question. */

import type { SessionWatch } from '../../core/session/session-watch.ts'
import { seconds } from '../../core/time/duration.ts'
import type { SessionService } from '../../services/sessions.ts'

export interface WatchPool {
  /** Undefined where there is no such session. */
  watch(id: string): Promise<SessionWatch | undefined>
  /** A stream reads from it: it stays until released. */
  hold(id: string): Promise<{ readonly watch: SessionWatch; release(): void } | undefined>
}

interface Pooled {
  readonly watch: Promise<SessionWatch | undefined>
  holders: number
  timer: NodeJS.Timeout | undefined
}

const mostIdle = 8

export function createWatchPool(sessions: Pick<SessionService, 'watch'>, keepMs = seconds(30)): WatchPool {
  const pooled = new Map<string, Pooled>()

  function close(id: string, entry: Pooled): void {
    clearTimeout(entry.timer)
    if (pooled.get(id) === entry) pooled.delete(id)
    void entry.watch.then((watch) => watch?.close())
  }

  function rest(id: string, entry: Pooled): void {
    clearTimeout(entry.timer)
    if (entry.holders > 0) return
    entry.timer = setTimeout(() => close(id, entry), keepMs)
    entry.timer.unref()
    const idle = [...pooled].filter(([, one]) => one.holders === 0)
    for (const [oldId, old] of idle.slice(0, Math.max(0, idle.length - mostIdle))) close(oldId, old)
  }

  async function enter(id: string): Promise<{ entry: Pooled; watch: SessionWatch } | undefined> {
    const known = pooled.get(id)
    const entry = known ?? { watch: sessions.watch(id), holders: 0, timer: undefined }
    if (known === undefined) pooled.set(id, entry)
    entry.holders++
    const watch = await entry.watch.catch((cause: unknown) => {
      pooled.delete(id)
      throw cause
    })
    entry.holders--
    if (watch !== undefined) return { entry, watch }
    pooled.delete(id)
    return undefined
  }

  return {
    async watch(id) {
      const entered = await enter(id)
      if (entered) rest(id, entered.entry)
      return entered?.watch
    },
    async hold(id) {
      const entered = await enter(id)
      if (entered === undefined) return undefined
      const { entry, watch } = entered
      entry.holders++
      clearTimeout(entry.timer)
      return {
        watch,
        release() {
          entry.holders--
          rest(id, entry)
        },
      }
    },
  }
}
