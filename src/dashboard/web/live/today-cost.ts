/** Today's cost and its hours, for the bar and the figures: asked again when the ledger says that usage changed. One for the page. */
import { useEffect, useState } from 'preact/hooks'
import type { UsageFigures, UsageReport } from '../../../core/usage.ts'
import { api, ask } from '../api.ts'
import { liveStore } from './live-store.ts'

export interface TodayCost {
  readonly costUsd: number | undefined
  readonly totalTokens: number
  readonly last7DaysUsd: number | undefined
  readonly burnUsdPerHour: number | undefined
  /** Dollars of each hour of today, 0–23; undefined where nothing of it has a price. */
  readonly hoursUsd: readonly (number | undefined)[]
  /** "counted", "mixed": where the figure is from, in a word. */
  readonly originWord: string
  /** The same in a sentence, for its title. */
  readonly origin: string
}

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

export function toTodayCost({ periods, rows, currentBlock, pricesAsOf }: UsageReport): TodayCost {
  const { costUsd, totalTokens, origin, unpriced } = periods.today
  const hoursUsd: (number | undefined)[] = Array(24).fill(undefined)
  for (const { startAt, costUsd: hourUsd } of rows) {
    if (startAt !== undefined) hoursUsd[new Date(startAt).getHours()] = hourUsd
  }
  return {
    costUsd,
    totalTokens,
    last7DaysUsd: periods.last7Days.costUsd,
    burnUsdPerHour: currentBlock?.burnUsdPerHour,
    hoursUsd,
    originWord: originWords[origin],
    origin: `${originSentence(origin, pricesAsOf)}${withoutPrice(unpriced)}`,
  }
}

const originWords: Record<UsageFigures['origin'], string> = {
  counted: 'counted',
  'stats-cache': 'stats-cache',
  mixed: 'mixed',
}

/** Where a figure is from, for its title. */
export function originSentence(origin: UsageFigures['origin'], pricesAsOf: string): string {
  switch (origin) {
    case 'counted':
      return `Counted from transcripts × price list of ${pricesAsOf}, each response once.`
    case 'stats-cache':
      return "Claude Code's own figure, from its stats-cache."
    case 'mixed':
      return `Counted from transcripts × price list of ${pricesAsOf}; older days are Claude Code's own figure.`
    default:
      return origin satisfies never
  }
}

const withoutPrice = (unpriced: UsageFigures['unpriced']): string =>
  unpriced.length === 0 ? '' : ` Without ${unpriced.map(({ model }) => model).join(', ')}: no price is known.`
