/** Today's cost and its hours, for the bar and the figures: asked again when the ledger says that usage changed. One for the page. */
import { useEffect, useState } from 'preact/hooks'
import type { UsageReport } from '../../../core/usage.ts'
import { api, ask } from '../api.ts'
import { liveStore } from './live-store.ts'
import type { TodayCost } from './today-usage.ts'
import { toTodayCost } from './today-usage.ts'

const atMostEveryMs = 3000

let today: TodayCost | undefined
let askedVersion = 0
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function follow(): () => void {
  const look = () => {
    const { usageVersion, phase } = liveStore.current()
    if (phase !== 'live' || usageVersion === askedVersion || timer !== undefined) return
    timer = setTimeout(refresh, today === undefined ? 0 : atMostEveryMs)
  }
  async function refresh(): Promise<void> {
    askedVersion = liveStore.current().usageVersion
    const answer = await ask(
      api.usage.$get({ query: { by: 'hour', since: localDay(new Date()), timezone: timeZone() } }),
    )
    timer = undefined
    if (answer.ok) today = toTodayCost(answer.value as UsageReport)
    for (const listener of listeners) listener()
    look()
  }
  look()
  return liveStore.subscribe(look)
}

let stopFollowing: (() => void) | undefined

export function useTodayCost(): TodayCost | undefined {
  const [known, setKnown] = useState(today)
  useEffect(() => {
    const update = () => setKnown(today)
    listeners.add(update)
    stopFollowing ??= follow()
    update()
    return () => {
      listeners.delete(update)
      if (listeners.size > 0) return
      stopFollowing?.()
      stopFollowing = undefined
    }
  }, [])
  return known
}

const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
const two = (n: number): string => String(n).padStart(2, '0')
const localDay = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
