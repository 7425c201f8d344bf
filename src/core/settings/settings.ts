/** Settings as they leave the program: `GET /api/settings`. The file they are kept in and its checks are config-file.ts. */

export type SettingValue = number | boolean | string | readonly string[]

/** What takes a fence away, or opens it: its user's alone, as whatever can run a program is. */
export const isForUserAlone = (key: string): boolean => key.startsWith('sandbox.')

/** One key of config.toml and what is in force. */
export interface Setting {
  /** As in the file: `health.interactive_stale_after_hours`; of a table with names of the user's also `retention.sources.ci`. */
  readonly key: string
  /** For people, from the file's own schema. */
  readonly meaning: string
  readonly kind: 'number' | 'whole-number' | 'toggle' | 'choice' | 'timezone' | 'time-of-day' | 'text' | 'texts'
  /** In force now; absent: off, or the system's. */
  readonly value?: SettingValue | undefined
  /** What holds without a line in the file; absent: off, or the system's. */
  readonly standard?: SettingValue | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly choices?: readonly string[] | undefined
  readonly setIn: 'default' | 'file' | 'environment' | 'command line'
  /** live: a change holds from the next scan or report on · restart: from the next start of TCE on. */
  readonly applies: 'live' | 'restart'
}

/** The price of one model today, US dollars per million tokens. */
export interface PriceRow {
  readonly model: string
  readonly label: string
  readonly input: number
  readonly output: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
  readonly cacheRead: number
  /** Set on the row of the rates for prompts of more tokens than this. */
  readonly aboveTokens?: number | undefined
  readonly contextWindowTokens?: number | undefined
  /** The day from which it holds. */
  readonly from?: string | undefined
  readonly source: string
  readonly isOverride: boolean
}

/** One place that TCE reads or writes. */
export interface SourceRow {
  readonly what: string
  readonly path: string
  readonly access: 'reads' | 'writes'
  readonly isThere: boolean
}

export interface SettingsReport {
  readonly configFile: string
  /** Why the file could not be read this time; what was in force before stays. */
  readonly problem?: string | undefined
  readonly settings: readonly Setting[]
  /** The machine's own zone, which serves where none is set. */
  readonly systemTimezone: string
  readonly prices: { readonly asOf: string; readonly rows: readonly PriceRow[]; readonly problem?: string | undefined }
  readonly sources: readonly SourceRow[]
  readonly about: {
    readonly version: string
    readonly nodeVersion: string
    readonly platform: string
    readonly pid: number
    readonly startedAt: string
    readonly dataDir: string
    readonly configDir: string
  }
}

/** Key → new value; null takes the line out of the file, so that the default holds. */
export type SettingChanges = Readonly<Record<string, SettingValue | null>>

/** `not-allowed`: a wrong key or value · `not-editable`: the file is written in a way we do not change · `not-written`: the disk said no. */
export interface SettingsError {
  readonly kind: 'not-allowed' | 'not-editable' | 'not-written'
  readonly message: string
}

export interface SettingsChange {
  readonly report: SettingsReport
  /** Those of the changed keys that hold only after the next start. */
  readonly needsRestart: readonly string[]
}
