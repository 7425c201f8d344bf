/** Every setting with its meaning, its bounds and what is in force. Pure. */
import { agents } from '../agents/index.ts'
import type { Config } from '../core/settings/config.ts'
import type { Setting, SettingValue } from '../core/settings/settings.ts'
import type { FileSettings, PlacedEntry, SettingSchema } from '../core/settings/settings-table.ts'
import { fileValueOf, settingEntries, settingsOf } from '../core/settings/settings-table.ts'

interface InForce {
  readonly config: Config
  readonly file: FileSettings
  /** The port that is listened on, whatever the settings say. */
  readonly port: number
}

const portKey = 'dashboard.port'
const defaults = settingsOf({})

export function listSettings(inForce: InForce): readonly Setting[] {
  return settingEntries.flatMap((entry) => {
    const { key, table, name, schema, meaning, live = false } = entry
    if (schema.kind === 'numbers') return namedNumbers(entry, schema, inForce)
    const { kind } = schema
    if (!isChangeable(kind)) return []
    return {
      key,
      meaning: table === 'agents' ? agentMeaning(name, meaning) : meaning,
      kind,
      value: key === portKey ? inForce.port : singleValue(entry, inForce.config),
      standard: singleValue(entry, defaults),
      ...('min' in schema && { min: schema.min, max: schema.max }),
      ...('choices' in schema && { choices: schema.choices }),
      setIn: settingPlace(entry, inForce),
      applies: live ? 'live' : 'restart',
    }
  })
}

/** Each name that a table has is a setting of its own: `retention.sources.ci`. */
function namedNumbers(
  { key, table, name, meaning, live = false }: PlacedEntry,
  { min, max }: Extract<SettingSchema, { readonly kind: 'numbers' }>,
  { file }: InForce,
): readonly Setting[] {
  return Object.entries(file[table]?.[name] ?? {}).map(([named, value]) => ({
    key: `${key}.${named}`,
    meaning,
    kind: 'number',
    value: value as number,
    min,
    max,
    setIn: 'file',
    applies: live ? 'live' : 'restart',
  }))
}

/** With the agent's name as people know it, a colon, and what the switch does. */
function agentMeaning(id: string, standard: string): string {
  const agent = Object.values(agents).find((one) => one.id === id)
  return agent === undefined ? standard : `${agent.displayName}: looked for, read and shown.`
}

/** Lists, and addresses that something is sent to, are written into the file by hand. */
function isChangeable(kind: SettingSchema['kind']) {
  return kind !== 'list' && kind !== 'numbers' && kind !== 'address' && kind !== 'origins'
}

/** What can be changed here. */
export const changeableKeys: readonly string[] = settingEntries.flatMap(({ key, schema }) =>
  isChangeable(schema.kind) ? [key] : [],
)

export interface PlaceInFile {
  readonly entry: PlacedEntry
  /** The name in its table that is meant. */
  readonly named?: string | undefined
}

/** Undefined: nothing that can be changed here. */
export function placeOf(key: string): PlaceInFile | undefined {
  const entry = settingEntries.find((one) => one.key === key)
  if (entry !== undefined) return changeableKeys.includes(key) ? { entry } : undefined
  const table = settingEntries.find((one) => one.schema.kind === 'numbers' && key.startsWith(`${one.key}.`))
  const named = table && key.slice(table.key.length + 1)
  return table === undefined || !isName(named) ? undefined : { entry: table, named }
}

const isName = (text = ''): boolean => text !== '' && text.length <= 200 && !/\p{Cc}/u.test(text)

/** The keys whose new value is not yet in force in a program that runs. */
export const keysForRestart = (keys: readonly string[]): readonly string[] =>
  keys.filter((key) => placeOf(key)?.entry.live !== true)

function singleValue(entry: PlacedEntry, config: Parameters<typeof fileValueOf>[1]): SettingValue | undefined {
  const value = fileValueOf(entry, config)
  return typeof value === 'object' && !isTexts(value) ? undefined : value
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value)

function settingPlace({ key, table, name }: PlacedEntry, { config, file, port }: InForce): Setting['setIn'] {
  const inFile = file[table]?.[name]
  if (key === portKey) {
    const configured = config.dashboard.port
    if (port !== configured) return 'command line'
    if (configured !== (inFile ?? defaults.dashboard.port)) return 'environment'
  }
  return inFile === undefined ? 'default' : 'file'
}
