/** The line that TCE leaves for an agent's window, from a template of its user. Pure: facts → text with the terminal's colours. */
import { formatPercent, formatUsd } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import { shortWindowLabel } from './limit-window.ts'
import { levelOf, usedWords } from './limit-words.ts'
import type { WindowReport } from './limits-report.ts'
import type { TemplatePart } from './status-line-template.ts'

export interface StatusLineFacts {
  readonly project?: string | undefined
  readonly model?: string | undefined
  readonly contextPercent?: number | undefined
  /** Of the account, short to long; those that a bar has room for. */
  readonly windows: readonly WindowReport[]
  readonly todayUsd?: number | undefined
  /** Of this session. */
  readonly costUsd?: number | undefined
  /** Other agents that wait for their user. */
  readonly othersWait?: number | undefined
}

type Part = (facts: StatusLineFacts, at: (iso: string) => string) => string | undefined

const parts: Readonly<Record<TemplatePart, Part>> = {
  project: ({ project }) => project && plainText(project),
  model: ({ model }) => model && plainText(model),
  context: ({ contextPercent }) =>
    contextPercent === undefined ? undefined : colored(formatPercent(contextPercent), contextPercent),
  limits: ({ windows }, at) => {
    const all = windows.flatMap((window) => limitWords(window, at) ?? [])
    return all.length === 0 ? undefined : all.join(' · ')
  },
  today: ({ todayUsd }) => (todayUsd === undefined ? undefined : `${formatUsd(todayUsd)} today`),
  cost: ({ costUsd }) => (costUsd === undefined ? undefined : formatUsd(costUsd)),
  waiting: ({ othersWait = 0 }) =>
    othersWait === 0 ? undefined : `◐ ${othersWait} ${othersWait === 1 ? 'other waits' : 'others wait'}`,
}

/** What stands between ` · ` is left out where a part of it is not known; a name that is none stays as it is. */
export function statusLineText(template: string, facts: StatusLineFacts, at: (iso: string) => string): string {
  const pieces = template.split(' · ').flatMap((piece) => {
    let isKnown = true
    const text = piece.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const part = Object.hasOwn(parts, name) ? parts[name as TemplatePart] : undefined
      if (part === undefined) return whole
      const words = part(facts, at)
      if (words === undefined || words === '') isKnown = false
      return words ?? ''
    })
    return isKnown ? [text] : []
  })
  return pieces.join(' · ')
}

/** "5 h 62 % → 16:05"; the time only where it runs out before its reset. */
function limitWords(window: WindowReport, at: (iso: string) => string): string | undefined {
  const { usedPercent, state, forecast, windowMs } = window
  if (usedPercent === undefined || state === 'ended' || window.window === 'spend') return undefined
  const label = window.window.includes(':') ? window.label.toLowerCase() : shortWindowLabel(window.window, windowMs)
  const out = forecast?.fullAt === undefined ? '' : ` → ${at(forecast.fullAt)}`
  return `${plainText(label)} ${colored(`${usedWords(window)}${out}`, usedPercent)}`
}

const colors = { low: undefined, mid: 33, high: 31 } as const

function colored(text: string, percent: number): string {
  const color = colors[levelOf(percent)]
  return color === undefined ? text : `\u001b[${color}m${text}\u001b[0m`
}
