/** Today's cost and its hours, for the bar and the figures: asked again when the ledger says that usage changed. One for the page. */
import { useEffect, useState } from 'preact/hooks'
import { dayText } from '../../../core/time/calendar.ts'
import type { UsageReport } from '../../../core/usage/usage.ts'
import { api, ask } from '../api.ts'
import { liveStore } from './live-store.ts'
import { learnTimeZone, pageCalendar } from './time-zone.ts'
import type { TodayCost } from './today-usage.ts'
import { toTodayCost } from './today-usage.ts'

const atMostEveryMs = 3000

let today: TodayCost | undefined
let askedVersion = 0
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function follow(): () => void {
  const look = () => {
    const { usageVersion, phase, fleet } = liveStore.current()
    // The agents first: this may take what they are waiting for.
    if (phase !== 'live' || fleet === undefined || usageVersion === askedVersion || timer !== undefined) return
    timer = setTimeout(refresh, today === undefined ? 0 : atMostEveryMs)
  }
  async function refresh(): Promise<void> {
    askedVersion = liveStore.current().usageVersion
    const since = todayHere()
    const answer = await ask(api.usage.$get({ query: { by: 'hour', since } }))
    if (answer.ok) {
      const report = answer.value as UsageReport
      learnTimeZone(report.timezone)
      // Where the server counts, another day has begun already, or not yet.
      if (todayHere() !== since) return refresh()
      today = toTodayCost(report, pageCalendar())
    }
    timer = undefined
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

const todayHere = (): string => dayText(pageCalendar().dayOf(Date.now()))
