/** Every key of config.toml with its meaning, its bounds and what is in force. Pure; the schema of the file is the source. */
import type { Config } from '../core/settings/config.ts'
import type { Setting, SettingValue } from '../core/settings/settings.ts'
import { hours, minutes, seconds } from '../core/time/duration.ts'
import type { FileSettings, JsonSchema } from './config-file.ts'
import { toJsonSchema } from './config-file.ts'

interface InForce {
  readonly config: Config
  /** What holds without a file. */
  readonly defaults: Config
  readonly file: FileSettings
  /** The port that is listened on, whatever the settings say. */
  readonly port: number
}

/** In the units of the file. The compiler does not know the keys; a test says that each of the schema is here. */
const readers: Record<string, (config: Config) => SettingValue | undefined> = {
  'dashboard.port': ({ port }) => port,
  'health.interactive_stale_after_hours': ({ health }) => health.interactiveStaleAfterMs / hours(1),
  'health.background_stale_after_hours': ({ health }) => health.backgroundStaleAfterMs / hours(1),
  'health.idle_below_cpu_percent': ({ health }) => health.idleBelowCpuPercent,
  'health.hog_cpu_percent': ({ health }) => health.hogCpuPercent,
  'health.hog_after_minutes': ({ health }) => health.hogAfterMs / minutes(1),
  'health.hog_memory_gb': ({ health }) => health.hogTreeRssBytes / 1e9,
  'refresh.attentive_seconds': ({ refresh }) => refresh.attentiveMs / seconds(1),
  'refresh.idle_seconds': ({ refresh }) => refresh.idleMs / seconds(1),
  'kill.grace_seconds': ({ kill }) => kill.graceMs / seconds(1),
  'usage.timezone': ({ usage }) => usage.timezone,
  'usage.week_starts_on': ({ usage }) => usage.weekStartsOn,
  'notifications.waiting_after_minutes': ({ notifications }) => notifications.waitingAfterMs / minutes(1),
  'notifications.waiting': ({ notifications }) => notifications.waiting,
  'notifications.stale': ({ notifications }) => notifications.stale,
  'notifications.zombie': ({ notifications }) => notifications.zombie,
  'notifications.ended': ({ notifications }) => notifications.ended,
  'notifications.daily_cost_usd': ({ notifications }) => notifications.dailyCostUsd,
  'notifications.max_per_minute': ({ notifications }) => notifications.maxPerMinute,
  'tray.show': ({ tray }) => tray.isWanted,
}

/** Read anew with every scan or report; the rest is read when TCE starts. */
const liveTables = ['health', 'refresh', 'usage']

export function listSettings(inForce: InForce): readonly Setting[] {
  return schemaKeys().map(({ table, key, schema }) => {
    const path = `${table}.${key}`
    const setIn = settingPlace(path, table, key, inForce)
    return {
      key: path,
      meaning: meaningOf(schema),
      kind: kindOf(path, schema),
      value: path === 'dashboard.port' ? inForce.port : readers[path]?.(inForce.config),
      standard: readers[path]?.(inForce.defaults),
      min: schema.minimum,
      max: schema.maximum,
      choices: schema.enum,
      setIn,
      applies: liveTables.includes(table) ? 'live' : 'restart',
    }
  })
}

/** The keys whose new value is not yet in force in a program that runs. */
export const keysForRestart = (keys: readonly string[]): readonly string[] =>
  keys.filter((key) => !liveTables.includes(key.split('.')[0] ?? ''))

/** What can be changed here. A list is written into the file by hand. */
export function schemaKeys(): readonly { readonly table: string; readonly key: string; readonly schema: JsonSchema }[] {
  const { properties = {} } = toJsonSchema()
  return Object.entries(properties).flatMap(([table, { properties: keys = {} }]) =>
    Object.entries(keys).flatMap(([key, schema]) => (schema.type === 'array' ? [] : [{ table, key, schema }])),
  )
}

/** The description says the default as well, which the setting tells by itself. */
const meaningOf = ({ description = '' }: JsonSchema): string =>
  description.replace(/\s*(?:Default|Off when|Asked once).*$/, '')

function kindOf(path: string, { type, enum: choices }: JsonSchema): Setting['kind'] {
  if (path === 'usage.timezone') return 'timezone'
  if (choices !== undefined) return 'choice'
  if (type === 'boolean') return 'toggle'
  return type === 'integer' ? 'whole-number' : 'number'
}

function settingPlace(
  path: string,
  table: string,
  key: string,
  { config, defaults, file, port }: InForce,
): Setting['setIn'] {
  const inFile = (file as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>)[table]?.[key]
  if (path === 'dashboard.port') {
    if (port !== config.port) return 'command line'
    if (config.port !== (inFile ?? defaults.port)) return 'environment'
  }
  return inFile === undefined ? 'default' : 'file'
}
