/** The windows in which plans count what is used: how each is called, and how long it is. Pure. */
import { days, hours, minutes } from '../time/duration.ts'

/**
 * `five-hours`, `week`, `week:<model>`, `spend` of Claude Code; `primary`, `secondary` of Codex; `requests-a-minute`, `tokens-a-minute`,
 * `requests-a-day` of keys; `spend-a-day`, `spend-a-month` of what their user typed in; whatever else an agent names keeps its own name.
 */
export type WindowName = string

/** How long the window is where its name alone says it. */
export function windowMsOf(name: WindowName): number | undefined {
  if (name === 'five-hours') return hours(5)
  if (name === 'week' || name.startsWith('week:')) return days(7)
  if (name.endsWith('-a-minute')) return minutes(1)
  return name.endsWith('-a-day') ? days(1) : undefined
}

/** "5 hours", "Week, Opus", "Primary, 5 hours", "Spend beyond the plan" */
export function windowLabel(name: WindowName, windowMs: number | undefined): string {
  const [kind = '', model] = name.split(/:(.*)/s)
  switch (kind) {
    case 'five-hours':
      return '5 hours'
    case 'week':
      return model === undefined || model === '' ? 'Week' : `Week, ${capital(model)}`
    case 'spend':
      return 'Beyond the plan'
    case 'spend-a-day':
      return 'Dollars a day'
    case 'spend-a-month':
      return 'Dollars a month'
    case 'primary':
    case 'secondary':
      return windowMs === undefined ? capital(kind) : `${capital(kind)}, ${lengthInWords(windowMs)}`
    default:
      return capital(name.replaceAll(/[-_:]/g, ' '))
  }
}

/** For places as narrow as a bar: "5 h", "week", "30 d" */
export function shortWindowLabel(name: WindowName, windowMs = windowMsOf(name)): string {
  if (name === 'spend') return 'spend'
  if (windowMs === undefined) return windowLabel(name, undefined).toLowerCase()
  if (windowMs === days(7)) return 'week'
  return windowMs % days(1) === 0 ? `${windowMs / days(1)} d` : `${Math.round((windowMs / hours(1)) * 10) / 10} h`
}

/** `5 hours`, `week`, `30 days` */
function lengthInWords(ms: number): string {
  if (ms === days(7)) return 'week'
  if (ms === days(1)) return 'day'
  if (ms % days(1) === 0) return `${ms / days(1)} days`
  return ms % hours(1) === 0 ? `${ms / hours(1)} hours` : `${Math.round(ms / minutes(1))} min`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
