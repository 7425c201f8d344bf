/** Sums of usage and of its dollars. The one place that adds; reports are made of many of these. */
import type { Calendar } from '../time/calendar.ts'
import { cacheSavings, costOf } from './cost.ts'
import type { Price, PriceBook } from './price.ts'
import { createReportedTally, type ReportedTally } from './reported.ts'
import { totalTokens } from './tokens.ts'
import type { UsageFigures, UsageOrigin } from './usage.ts'
import type { StatsCacheEntry, UsageEntry } from './usage-entry.ts'

/** An entry with its dollars, computed once however many sums it goes into. */
export interface PricedEntry {
  readonly entry: UsageEntry
  readonly modelId: string
  /** The day of the calendar it belongs to; undefined without a calendar, and where no record tells the time. */
  readonly day: number | undefined
  /** Undefined: no price is known. */
  readonly costUsd: number | undefined
  readonly savedUsd: number
  readonly totalTokens: number
}

export const unknownModel = 'unknown'

export function priceEntries(
  entries: readonly UsageEntry[],
  prices: PriceBook,
  calendar?: Pick<Calendar, 'dayOf'>,
): readonly PricedEntry[] {
  const dayText = utcDayTexts()
  return entries.map((entry) => {
    const { model } = entry
    const price = priceOfEntry(entry, prices, dayText)
    return {
      entry,
      modelId: model === undefined ? unknownModel : prices.idOf(model),
      day: entry.quarterMs === undefined ? undefined : calendar?.dayOf(entry.quarterMs),
      costUsd: price && costOf(entry, price),
      savedUsd: price ? cacheSavings(entry, price) : 0,
      totalTokens: totalTokens(entry.tokens),
    }
  })
}

/** Prices change on UTC days. */
export function priceOfEntry(
  { model, quarterMs }: UsageEntry,
  prices: Pick<PriceBook, 'priceOf'>,
  dayText: (atMs: number | undefined) => string = utcDayTexts(),
): Price | undefined {
  return model === undefined ? undefined : prices.priceOf(model, dayText(quarterMs))
}

/** A response without a date has the newest price. */
function utcDayTexts(): (atMs: number | undefined) => string {
  const texts = new Map<number, string>()
  return (atMs) => {
    if (atMs === undefined) return '9999-12-31'
    const day = Math.floor(atMs / 86_400_000)
    let text = texts.get(day)
    if (text === undefined) {
      text = new Date(day * 86_400_000).toISOString().slice(0, 10)
      texts.set(day, text)
    }
    return text
  }
}

export interface Tally {
  add(priced: PricedEntry): void
  addStatsCache(entry: StatsCacheEntry): void
  figures(): UsageFigures
}

export function createTally(): Tally {
  const tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 }
  const unpriced = new Map<string, number>()
  let responses = 0
  let webSearches = 0
  let costUsd = 0
  let savedUsd = 0
  let pricedEntries = 0
  let countedEntries = 0
  let statsCacheTokens = 0
  const reported = createReportedTally()

  return {
    add({ entry, modelId, costUsd: cost, savedUsd: saved, totalTokens: total }) {
      const used = entry.tokens
      tokens.input += used.input
      tokens.output += used.output
      tokens.cacheRead += used.cacheRead
      tokens.cacheWrite5m += used.cacheWrite5m
      tokens.cacheWrite1h += used.cacheWrite1h
      responses += entry.responses
      webSearches += entry.webSearches
      countedEntries += 1
      reported.add(entry, cost)
      if (cost === undefined) {
        unpriced.set(modelId, (unpriced.get(modelId) ?? 0) + total)
      } else {
        pricedEntries += 1
        costUsd += cost
        savedUsd += saved
      }
    },
    addStatsCache(entry) {
      statsCacheTokens += entry.tokens
    },
    figures() {
      const hasPrice = pricedEntries > 0
      const isUnused = countedEntries === 0 && statsCacheTokens === 0
      const counted = totalTokens(tokens)
      const prompt = counted - tokens.output
      return {
        tokens: { ...tokens },
        totalTokens: counted + statsCacheTokens,
        ...(statsCacheTokens > 0 && { statsCacheTokens }),
        responses,
        ...((hasPrice || isUnused) && { costUsd }),
        ...reportedOf(reported),
        unpriced: [...unpriced].map(([model, count]) => ({ model, tokens: count })).sort((a, b) => b.tokens - a.tokens),
        ...(prompt > 0 && { cacheHitRate: tokens.cacheRead / prompt }),
        ...(hasPrice && { cacheSavedUsd: savedUsd }),
        webSearches,
        origin: originOf(countedEntries > 0, statsCacheTokens > 0),
      }
    },
  }
}

function reportedOf(tally: ReportedTally): Pick<UsageFigures, 'reported'> {
  const reported = tally.sum()
  return reported === undefined ? {} : { reported }
}

const originOf = (isCounted: boolean, isStatsCache: boolean): UsageOrigin =>
  isStatsCache ? (isCounted ? 'mixed' : 'stats-cache') : 'counted'

export function tallyFor(tallies: Map<string, Tally>, key: string): Tally {
  let tally = tallies.get(key)
  if (tally === undefined) {
    tally = createTally()
    tallies.set(key, tally)
  }
  return tally
}

/** The dearest first, what has no price last; then by tokens. */
export const byCost = (a: UsageFigures, b: UsageFigures): number =>
  (b.costUsd ?? -1) - (a.costUsd ?? -1) || b.totalTokens - a.totalTokens
