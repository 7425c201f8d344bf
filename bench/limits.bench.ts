/**
 * How far off the forecast of a limit is, straight on and with the usual weekend. For made-up windows of people who work in stretches, with
 * pauses, nights and weekends, at each tenth of the window, from a fixed seed; and for weeks of the days that Claude Code's own statistics
 * recorded of real people: the files of the folder that TCE_STATS_CACHES names, else this user's own.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { randomFrom } from '../drills/drill.ts'
import { decodeStatsCache } from '../src/agents/claude/stats-cache.ts'
import { forecastOf } from '../src/core/limits/forecast.ts'
import { type HourOfUse, type UsualWeek, usualForecastOf, usualWeek } from '../src/core/limits/usual-week.ts'
import { createCalendar, parseDay } from '../src/core/time/calendar.ts'
import { type BenchmarkTable, quantile, rounded } from './benchmark.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const stepMs = 5 * 60_000
const windowsOfEach = 2_000
const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

export async function run(): Promise<readonly BenchmarkTable[]> {
  return [madeUpTable('5 hours', 5 * hourMs), madeUpTable('a week', 7 * dayMs), recordedTable()]
}

interface Window {
  readonly beginsAtMs: number
  /** At the end of each step; the last is where it was at its reset. */
  readonly usedPercents: readonly number[]
  readonly usual?: UsualWeek | undefined
}

const calendar = createCalendar('UTC')

function madeUpTable(label: string, windowMs: number): BenchmarkTable {
  const random = randomFrom(7).next
  const usual = windowMs > dayMs ? madeUpUsual() : undefined
  const windows = Array.from({ length: windowsOfEach }, () => ({ ...madeWindow(windowMs, random), usual }))
  return {
    title: `The forecast of a window of ${label}, ${windowsOfEach.toLocaleString('en')} made-up ones`,
    rows: shares.map((share) => rowOf(`${share * 100} % of the time`, windows, windowMs, share)),
    notes: [errorNote],
  }
}

const errorNote =
  'An error is the difference to where the window was at its reset, in points of a hundred of the limit. “Usual”: by the hours of the weeks before.'

function rowOf(what: string, windows: readonly Window[], windowMs: number, share: number) {
  const judged = windows.flatMap((window) => judge(window, windowMs, share))
  const sorted = (of: (one: Judged) => number | undefined) =>
    judged.flatMap((one) => of(one) ?? []).sort((a, b) => a - b)
  const errors = sorted(({ errorPercent }) => errorPercent)
  const usual = sorted(({ usualErrorPercent }) => usualErrorPercent)
  const factors = sorted(({ factor }) => factor)
  return {
    what,
    forecasts: judged.length,
    ...(usual.length > 0 && { 'with usual': usual.length }),
    'median error, points': rounded(quantile(errors, 0.5), 1),
    'p90 error, points': rounded(quantile(errors, 0.9), 1),
    ...(usual.length > 0 && {
      'usual: median': rounded(quantile(usual, 0.5), 1),
      'usual: p90': rounded(quantile(usual, 0.9), 1),
    }),
    'within the range, %': rounded((100 * judged.filter(({ isWithin }) => isWithin).length) / judged.length, 0),
    'goes on at, p10 × pace': rounded(quantile(factors, 0.1)),
    'p90 × pace': rounded(quantile(factors, 0.9)),
  }
}

/** Weeks that begin with each day on which something was done; a week of each person's own average ends at 60 %. */
function recordedTable(): BenchmarkTable {
  const people = statsCaches()
  const windows = people.flatMap(recordedWeeks)
  const title = `The forecast of a week, ${windows.length} recorded ones of ${people.length} people`
  const notes = [
    errorNote,
    'By days, as they were recorded: tokens without those of the cache, against a limit of which an average week takes 60 %. Whole windows of a plan are recorded nowhere at hand.',
  ]
  const days = [1, 2, 3, 4, 5, 6]
  return { title, rows: days.map((day) => rowOf(`after ${day} d`, windows, 7 * dayMs, day / 7)), notes }
}

function recordedWeeks(tokensByDay: ReadonlyMap<number, number>): readonly Window[] {
  const all = [...tokensByDay.keys()].sort((a, b) => a - b)
  const last = all.at(-1) ?? -1
  const weekOf = (day: number) => Array.from({ length: 7 }, (_, at) => tokensByDay.get(day + at) ?? 0)
  const begins = all.filter((day) => day + 6 <= last)
  const sum = (tokens: readonly number[]) => tokens.reduce((total, one) => total + one, 0)
  const limit = sum(begins.map((day) => sum(weekOf(day)))) / begins.length / 0.6
  return begins.map((day) => {
    let used = 0
    const usedPercents = weekOf(day).map((tokens) => {
      used += tokens
      return (100 * used) / limit
    })
    const before = all.filter((one) => one < day).flatMap((one) => hoursOf(one, () => (tokensByDay.get(one) ?? 0) / 24))
    const usual = usualWeek(before, calendar, day * dayMs)
    return { beginsAtMs: day * dayMs, usedPercents, usual }
  })
}

function statsCaches(): readonly ReadonlyMap<number, number>[] {
  const folder = process.env['TCE_STATS_CACHES']
  const own = join(homedir(), '.claude', 'stats-cache.json')
  const paths = folder === undefined ? [own] : readdirSync(folder).map((name) => join(folder, name))
  return paths.flatMap((path) => {
    const read = decodeStatsCache(textOf(path))
    if (!read.ok) return []
    const byDay = new Map<number, number>()
    for (const { date, tokens } of read.value.days) {
      const day = parseDay(date) ?? 0
      byDay.set(day, (byDay.get(day) ?? 0) + tokens)
    }
    return byDay.size < 14 ? [] : [byDay]
  })
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const hoursOf = (day: number, tokensAt: (atMs: number) => number): readonly HourOfUse[] =>
  Array.from({ length: 24 }, (_, hour) => {
    const startMs = day * dayMs + hour * hourMs
    return { startMs, tokens: tokensAt(startMs) }
  })

/** Of those who work as the made-up ones do, each week like the other. */
const madeUpUsual = (): UsualWeek | undefined =>
  usualWeek(Array.from({ length: 28 }, (_, day) => hoursOf(day, presence)).flat(), calendar, 28 * dayMs)

interface Judged {
  readonly errorPercent: number
  readonly usualErrorPercent: number | undefined
  readonly isWithin: boolean
  readonly factor: number | undefined
}

function judge({ beginsAtMs, usedPercents, usual }: Window, windowMs: number, share: number): readonly Judged[] {
  const at = Math.round(usedPercents.length * share) - 1
  const usedPercent = usedPercents[at] ?? 0
  const atReset = usedPercents.at(-1) ?? 0
  const from = { usedPercent, atMs: beginsAtMs + share * windowMs, resetsAtMs: beginsAtMs + windowMs, windowMs }
  const forecast = forecastOf(from)
  if (forecast === undefined) return []
  const { percentAtReset, percentAtResetLow, percentAtResetHigh } = forecast
  const straightOn = percentAtReset - usedPercent
  const byUsual = usual && usualForecastOf(from, usual)
  return [
    {
      errorPercent: Math.abs(percentAtReset - atReset),
      usualErrorPercent: byUsual && Math.abs(byUsual.percentAtReset - atReset),
      isWithin: percentAtResetLow <= atReset && atReset <= percentAtResetHigh,
      factor: straightOn > 0 ? (atReset - usedPercent) / straightOn : undefined,
    },
  ]
}

/** Begins with the first answer, as such windows do: somebody is at work. */
function madeWindow(windowMs: number, random: () => number): Window {
  const beginsAtMs = Math.floor(random() * 7) * dayMs + (8 + random() * 9) * hourMs
  // A day's work takes between a tenth and three tenths of a week, or a third to all of five hours, more or less.
  const percentPerHour = windowMs > dayMs ? 1 + 3 * random() : 8 + 20 * random()
  const used: number[] = []
  let total = 0
  let [isAtWork, changesAtMs, pace] = [true, 0, 1]
  for (let ms = 0; ms < windowMs; ms += stepMs) {
    if (ms >= changesAtMs) {
      isAtWork = ms === 0 || !isAtWork
      changesAtMs = ms + exponential(isAtWork ? 50 : 20, random) * 60_000
      pace = Math.exp(0.6 * gaussian(random))
    }
    total += isAtWork ? (presence(beginsAtMs + ms) * pace * percentPerHour * stepMs) / hourMs : 0
    used.push(total)
  }
  return { beginsAtMs, usedPercents: used }
}

/** From 8 to 19 h on five days, a little in the evening and at the weekend, nothing at night. */
function presence(atMs: number): number {
  const hour = (atMs % dayMs) / hourMs
  const isWeekend = Math.floor(atMs / dayMs) % 7 >= 5
  if (hour < 7 || hour >= 23) return 0
  const ofDay = hour >= 8 && hour < 19 ? 1 : 0.25
  return isWeekend ? 0.2 * ofDay : ofDay
}

const exponential = (mean: number, random: () => number): number => -mean * Math.log(1 - random())

const gaussian = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
