/**
 * How far off the forecast of a limit is: for windows of people who work in stretches, with pauses, nights and weekends, at each tenth of
 * the window. Made-up windows from a fixed seed: no record of a whole real window is at hand.
 */
import { randomFrom } from '../drills/drill.ts'
import { forecastOf } from '../src/core/limits/forecast.ts'
import { type BenchmarkTable, quantile, rounded } from './benchmark.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const stepMs = 5 * 60_000
const windowsOfEach = 2_000
const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

export async function run(): Promise<readonly BenchmarkTable[]> {
  return [tableOf('5 hours', 5 * hourMs), tableOf('a week', 7 * dayMs)]
}

/** Used percent at the end of each step; the last is where it was at its reset. */
type Window = readonly number[]

function tableOf(label: string, windowMs: number): BenchmarkTable {
  const random = randomFrom(7).next
  const windows = Array.from({ length: windowsOfEach }, () => madeWindow(windowMs, random))
  const rows = shares.map((share) => {
    const judged = windows.flatMap((window) => judge(window, windowMs, share))
    const errors = judged.map(({ errorPercent }) => errorPercent).sort((a, b) => a - b)
    const factors = judged.flatMap(({ factor }) => factor ?? []).sort((a, b) => a - b)
    return {
      what: `${share * 100} % of the time`,
      forecasts: judged.length,
      'median error, points': rounded(quantile(errors, 0.5), 1),
      'p90 error, points': rounded(quantile(errors, 0.9), 1),
      'within the range, %': rounded((100 * judged.filter(({ isWithin }) => isWithin).length) / judged.length, 0),
      'goes on at, p10 × pace': rounded(quantile(factors, 0.1)),
      'p90 × pace': rounded(quantile(factors, 0.9)),
    }
  })
  return {
    title: `The forecast of a window of ${label}, ${windowsOfEach.toLocaleString('en')} made-up ones`,
    rows,
    notes: ['An error is the difference to where the window was at its reset, in points of a hundred of the limit.'],
  }
}

interface Judged {
  readonly errorPercent: number
  readonly isWithin: boolean
  readonly factor: number | undefined
}

function judge(window: Window, windowMs: number, share: number): readonly Judged[] {
  const at = Math.round(window.length * share) - 1
  const usedPercent = window[at] ?? 0
  const atReset = window.at(-1) ?? 0
  const forecast = forecastOf({ usedPercent, atMs: share * windowMs, resetsAtMs: windowMs, windowMs })
  if (forecast === undefined) return []
  const { percentAtReset, percentAtResetLow, percentAtResetHigh } = forecast
  const straightOn = percentAtReset - usedPercent
  return [
    {
      errorPercent: Math.abs(percentAtReset - atReset),
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
  return used
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
