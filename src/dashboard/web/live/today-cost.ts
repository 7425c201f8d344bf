/** Today's cost for the bar: asked again when the ledger says that usage changed, at most every few seconds. */
import { useEffect, useState } from 'preact/hooks'
import type { UsageReport } from '../../../core/usage.ts'
import type { Connection } from './connection.ts'
import { useLive } from './live-store.ts'

export interface TodayCost {
  readonly costUsd: number | undefined
  readonly totalTokens: number
  /** Where the figure is from, for its title. */
  readonly origin: string
}

const atMostEveryMs = 3000

export function useTodayCost(): TodayCost | undefined {
  const version = useLive(selectVersion)
  const [today, setToday] = useState<TodayCost>()
  useEffect(() => {
    if (version === 0) return
    const timer = setTimeout(() => ask().then((answer) => answer && setToday(answer)), today ? atMostEveryMs : 0)
    return () => clearTimeout(timer)
  }, [version])
  return today
}

const selectVersion = (connection: Connection) => connection.usageVersion

async function ask(): Promise<TodayCost | undefined> {
  const response = await fetch('/api/usage?by=model&since=today').catch(() => undefined)
  if (!response?.ok) return undefined
  const { periods, pricesAsOf } = (await response.json()) as UsageReport
  const { costUsd, totalTokens, unpriced } = periods.today
  const without =
    unpriced.length > 0 ? ` Without ${unpriced.map(({ model }) => model).join(', ')}: no price is known.` : ''
  return { costUsd, totalTokens, origin: `Counted from transcripts × price list of ${pricesAsOf}.${without}` }
}
