/** The line of a session of which no server left one: what is known from what the agent gave alone. Loaded only then. */
import type { StatusLine } from '../agents/limits.ts'
import { statusLineLimits } from '../agents/status-lines.ts'
import { windowMsOf } from '../core/limits/limit-window.ts'
import { windowReport } from '../core/limits/limits-report.ts'
import { defaultTemplate } from '../core/limits/status-line-template.ts'
import { statusLineText } from '../core/limits/status-line-text.ts'

const line = statusLineLimits.statusLine

/** Where no server left one: what is known from what was given alone. */
export function lineOf(given: Buffer): string | undefined {
  let status: StatusLine | undefined
  try {
    status = line?.read(JSON.parse(given.toString('utf8')))
  } catch {
    return undefined
  }
  if (status === undefined) return undefined
  const nowMs = Date.now()
  const windows = (status.windows ?? []).map((window) => {
    const windowMs = windowMsOf(window.window)
    const beganAtMs = (window.resetsAtMs ?? nowMs) - (windowMs ?? 0)
    const held = { agent: '', account: '', source: 'status-line', readings: [], atMs: nowMs } as const
    return windowReport({ ...held, ...window, windowMs, beganAtMs }, nowMs)
  })
  const project = status.projectDir?.split(/[\\/]/).at(-1)
  const { model, contextPercent, costUsd } = status
  const clock = (iso: string) => new Date(iso).toTimeString().slice(0, 5)
  const template = defaultTemplate.replace('{today}', '{cost}')
  return statusLineText(template, { project, model, contextPercent, costUsd, windows }, clock)
}
