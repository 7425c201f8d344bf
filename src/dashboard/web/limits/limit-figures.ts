/** The four figures of Limits: what runs out first, what after it, where there is room, what is spent beyond the plan. Pure. */
import { mostRoom, originSentence, usedWords } from '../../../core/limits/limit-words.ts'
import type { LimitsReport } from '../../../core/limits/limits-report.ts'
import { formatPercent, formatUsd } from '../../../core/words/format.ts'
import { allWindows, type ChosenWindow } from './chosen.ts'

export interface LimitFigure {
  readonly label: string
  readonly value: string
  readonly of?: string | undefined
  readonly note: string
  readonly originWord?: 'official' | 'estimate' | undefined
  readonly origin?: string | undefined
}

type At = (iso: string) => string

export function limitFigures(report: LimitsReport, nowMs: number, at: At): readonly LimitFigure[] {
  const [first, second] = runningOut(report)
  return [
    { label: 'Runs out first', ...endFigure(report, first, at, 'nothing before its reset') },
    { label: 'Next after it', ...endFigure(report, second, at, 'nothing else') },
    { label: 'Most room', ...roomFigure(report, nowMs, at) },
    { label: 'Beyond the plan', ...spendFigure(report, nowMs, at) },
  ]
}

/** What is full already comes first. */
function runningOut(report: LimitsReport): readonly ChosenWindow[] {
  const ends = (one: ChosenWindow) => one.window.forecast?.fullAt
  return allWindows(report)
    .filter(({ window }) => window.state === 'known' && window.forecast?.fullAt !== undefined)
    .toSorted((a, b) => (ends(a) ?? '').localeCompare(ends(b) ?? ''))
}

type Part = Omit<LimitFigure, 'label'>

function endFigure(report: LimitsReport, one: ChosenWindow | undefined, at: At, none: string): Part {
  if (one === undefined) return { value: '–', note: whyNone(report, none) }
  const { account, window } = one
  const isFull = (window.usedPercent ?? 0) >= 100
  return {
    value: isFull ? 'full' : at(window.forecast?.fullAt ?? ''),
    note: `${account.name}, ${window.label.toLowerCase()}, ${isFull ? `until ${at(window.resetsAt ?? '')}` : `${usedWords(window)} used`}`,
    originWord: isFull ? 'official' : 'estimate',
    origin: isFull ? 'The agent said so.' : 'At the pace since the window began.',
  }
}

/** Nothing is foretold of old numbers, and that is another thing than that all lasts. */
function whyNone({ accounts }: LimitsReport, none: string): string {
  const old = accounts.find(({ windows }) => windows.length > 0 && windows.every(({ state }) => state !== 'known'))
  return old === undefined ? none : `${old.name}: too old for a forecast`
}

function roomFigure(report: LimitsReport, nowMs: number, at: At): Part {
  const room = mostRoom(report)
  if (room === undefined) return { value: '–', note: 'no number is new enough' }
  const { account, window, leftPercent } = room
  return {
    value: formatPercent(Math.max(0, leftPercent)),
    of: 'left',
    note: `${account.name}, ${window.label.toLowerCase()}, until ${at(window.resetsAt ?? '')}`,
    originWord: 'official',
    origin: originSentence(account, window, nowMs),
  }
}

function spendFigure(report: LimitsReport, nowMs: number, at: At): Part {
  const spend = allWindows(report).find(({ window }) => window.window === 'spend')
  if (spend === undefined) return { value: '–', note: 'no agent says any' }
  const { account, window } = spend
  const resets = window.resetsAt === undefined ? '' : `, resets ${at(window.resetsAt)}`
  return {
    value: usedWords(window),
    of: window.limitUsd === undefined ? undefined : `of ${formatUsd(window.limitUsd)}`,
    note: `${account.name}${resets}`,
    originWord: 'official',
    origin: originSentence(account, window, nowMs),
  }
}
