/** The rows of the settings page: which key stands where, in which words, and what a typed text means. Pure. */
import type { Setting, SettingsReport, SettingValue } from '../../../core/settings/settings.ts'

export interface FieldWords {
  readonly key: string
  readonly label: string
  readonly note: string
  /** Behind the field: "h", "s at rest". */
  readonly unit: string
}

export interface FieldSection {
  readonly id: string
  readonly title: string
  readonly lede: string
  readonly rows: readonly { readonly label: string; readonly note: string; readonly fields: readonly FieldWords[] }[]
}

const field = (key: string, unit: string, label = ''): FieldWords => ({ key, unit, label, note: '' })
const row = (label: string, note: string, ...fields: FieldWords[]) => ({
  label,
  note,
  fields: fields.map((words) => ({ ...words, label: words.label || label })),
})

export const healthSection: FieldSection = {
  id: 'health',
  title: 'Health',
  lede: 'When a session that shows no sign of life counts as stale. A session that waits for you is shown as waiting first.',
  rows: [
    row('Interactive sessions', 'In a terminal or an editor', field('health.interactive_stale_after_hours', 'h')),
    row(
      'Background and headless',
      'Started with --bg, -p or the SDK',
      field('health.background_stale_after_hours', 'h'),
    ),
    row('CPU counts as life above', 'Over the sampling window', field('health.idle_below_cpu_percent', '%')),
    row(
      'Scan',
      'Faster while a page, the tray menu or --watch is open',
      field('refresh.attentive_seconds', 's', 'Seconds between scans while somebody looks'),
      field('refresh.idle_seconds', 's at rest', 'Seconds between scans at rest'),
    ),
    row(
      'Hog by CPU',
      'Of one core, kept up for that long',
      field('health.hog_cpu_percent', '%', 'CPU of a hog in percent of a core'),
      field('health.hog_after_minutes', 'min', 'Minutes until it is a hog'),
    ),
    row('Hog by memory', 'With its children', field('health.hog_memory_gb', 'GB')),
    row(
      'Your limits a minute',
      'Of your account, for Limits and the gauges of Metrics; empty: no limit is shown',
      field('metrics.requests_a_minute', 'requests', 'Requests a minute'),
      field('metrics.input_tokens_a_minute', 'tokens in', 'Input tokens a minute, without cache reads'),
      field('metrics.output_tokens_a_minute', 'out', 'Output tokens a minute'),
    ),
    row(
      'Your limits of dollars',
      'For Limits: counted at list prices, of all agents together; nothing is stopped by it',
      field('metrics.usd_a_day', 'a day', 'Dollars a day'),
      field('metrics.usd_a_month', 'a month', 'Dollars a month'),
    ),
    row('Grace of a kill', 'How long an agent has to end by itself', field('kill.grace_seconds', 's')),
  ],
}

/** One switch for each agent; the key's second half is its id. */
export const agentSettings = ({ settings }: Pick<SettingsReport, 'settings'>): readonly Setting[] =>
  settings.filter(({ key }) => key.startsWith('agents.'))

export const settingOf = ({ settings }: Pick<SettingsReport, 'settings'>, key: string): Setting | undefined =>
  settings.find((setting) => setting.key === key)

/** What stands in the field. */
export const valueText = ({ value }: Partial<Pick<Setting, 'value'>> = {}): string =>
  value === undefined ? '' : typeof value === 'number' ? String(Math.round(value * 1e6) / 1e6) : String(value)

export type Typed =
  | { readonly ok: true; readonly value: SettingValue | null }
  | { readonly ok: false; readonly message: string }

/** Nothing typed is the default; a comma may stand for the point. */
export function readNumber(text: string, { min, max, kind }: Pick<Setting, 'min' | 'max' | 'kind'>): Typed {
  const plain = text.trim().replace(/^\$/, '').replace(',', '.')
  if (plain === '') return { ok: true, value: null }
  const value = Number(plain)
  const isAllowed =
    Number.isFinite(value) &&
    value >= (min ?? Number.NEGATIVE_INFINITY) &&
    value <= (max ?? Number.POSITIVE_INFINITY) &&
    (kind !== 'whole-number' || Number.isInteger(value))
  if (isAllowed) return { ok: true, value }
  const what = kind === 'whole-number' ? 'a whole number' : 'a number'
  return { ok: false, message: `"${text.trim()}" is not ${what} from ${min} to ${max?.toLocaleString('en-US')}.` }
}

/** "set in config.toml, default 4"; empty for a default. */
export function placeWords({ setIn, standard, kind }: Setting): string {
  if (setIn === 'default') return ''
  const place = { file: 'config.toml', environment: 'the environment', 'command line': 'the command line' }[setIn]
  const normal =
    standard === undefined || typeof standard === 'object'
      ? ''
      : kind === 'toggle'
        ? `, default ${standard ? 'on' : 'off'}`
        : `, default ${standard}`
  return `set in ${place}${normal}`
}

/** What stands in the file would not count. */
export const isFixed = ({ setIn }: Setting): boolean => setIn === 'environment' || setIn === 'command line'

/** Everything the browser knows, the machine's own on top. */
export function zoneChoices(zones: readonly string[], system: string, chosen: string | undefined) {
  const named = chosen === undefined || zones.includes(chosen) ? zones : [chosen, ...zones]
  return [{ value: '', label: `${system} (system)` }, ...named.map((zone) => ({ value: zone, label: zone }))]
}
