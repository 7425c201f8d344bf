/** Reads and changes config.toml for the page, and says what is in force, what it costs and where everything lies. */
import { existsSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { Config, ConfigError } from '../core/settings/config.ts'
import type {
  SettingChanges,
  SettingsChange,
  SettingsError,
  SettingsReport,
  SettingValue,
  SourceRow,
} from '../core/settings/settings.ts'
import type { FileSettings } from '../core/settings/settings-table.ts'
import { localTimeZone } from '../core/time/local-zone.ts'
import { createTurns } from '../core/turns.ts'
import type { PriceBook } from '../core/usage/price.ts'
import { priceRows } from '../core/usage/price-rows.ts'
import type { SettingsBook } from '../services/local/settings.ts'
import { writePrivateFile } from '../storage/private-file.ts'
import { editToml } from '../storage/toml-edit.ts'
import { loadConfig } from './config.ts'
import { parseConfig } from './config-file.ts'
import type { PlaceInFile } from './settings-list.ts'
import { keysForRestart, listSettings, placeOf } from './settings-list.ts'

export interface SettingsStoreOptions {
  readonly config: Config
  /** The port that is listened on. */
  readonly port: () => number
  readonly version: string
  readonly startedAtMs: number
  /** What is read and written besides the settings themselves. */
  readonly sources: readonly Omit<SourceRow, 'isThere'>[]
  readonly prices: () => Promise<Result<PriceBook, { readonly message: string }> & { readonly fallback: PriceBook }>
  /** Reads everything anew, with the environment. */
  readonly load?: (() => Promise<Result<Config, ConfigError>>) | undefined
  readonly clock?: (() => number) | undefined
}

export interface SettingsStore extends SettingsBook {
  /** In force now. */
  current(): Config
}

export function createSettingsStore(options: SettingsStoreOptions): SettingsStore {
  const { load = loadConfig, clock = Date.now } = options
  const { configFile } = options.config
  let config = options.config
  const inTurn = createTurns()

  async function read(): Promise<SettingsReport> {
    const file = readSettings(configFile)
    const loaded = await load()
    if (loaded.ok) config = loaded.value
    const prices = await options.prices()
    const book = prices.ok ? prices.value : prices.fallback
    return {
      configFile,
      ...(!loaded.ok && { problem: loaded.error.message }),
      settings: listSettings({
        config,
        file: file.ok ? file.value : {},
        port: options.port(),
      }),
      systemTimezone: localTimeZone(Date.now()),
      prices: {
        asOf: book.asOf,
        rows: priceRows(book, new Date(clock()).toISOString().slice(0, 10)),
        ...(!prices.ok && { problem: prices.error.message }),
      },
      sources: options.sources.map((source) => ({ ...source, isThere: existsSync(source.path) })),
      about: {
        version: options.version,
        nodeVersion: process.version,
        platform: `${process.platform} ${process.arch}`,
        pid: process.pid,
        startedAt: new Date(options.startedAtMs).toISOString(),
        dataDir: config.dataDir,
        configDir: config.configDir,
      },
    }
  }

  async function change(changes: SettingChanges): Promise<Result<SettingsChange, SettingsError>> {
    const text = existsSync(configFile) ? readText(configFile) : ''
    if (text === undefined) return refuse('not-written', `${configFile} cannot be read. Mend its permissions.`)
    const edited = changeText(text, changes, configFile)
    if (!edited.ok) return edited
    try {
      await writePrivateFile(configFile, edited.value)
    } catch (cause) {
      return refuse('not-written', `${configFile} cannot be written: ${(cause as Error).message}. Nothing was changed.`)
    }
    return ok({ report: await read(), needsRestart: keysForRestart(Object.keys(changes)) })
  }

  return {
    current: () => config,
    read,
    // One after the other: two changes at once would lose one of them.
    change: (changes) => inTurn(() => change(changes)),
  }
}

const refuse = (kind: SettingsError['kind'], message: string) => err({ kind, message } as const)

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function readSettings(file: string): Result<FileSettings, { readonly message: string }> {
  const text = existsSync(file) ? readText(file) : ''
  return text === undefined ? err({ message: `${file} cannot be read.` }) : parseConfig(text, file)
}

/** The new text of the file: valid, with exactly these changes and nothing else. Pure. */
export function changeText(text: string, changes: SettingChanges, file: string): Result<string, SettingsError> {
  const before = parseConfig(text, file)
  if (!before.ok) return refuse('not-editable', `${before.error.message} Mend it by hand, then change it here.`)
  const expected: Tables = structuredClone(before.value)
  let edited = text
  for (const [path, value] of Object.entries(changes)) {
    const place = placeOf(path)
    if (place === undefined) return refuse('not-allowed', `"${path}" is not a setting. See: GET /api/settings`)
    const { entry, named } = place
    const { table, name } = entry
    if (named === undefined) edited = editToml(edited, table, name, value ?? undefined)
    else edited = editToml(edited, entry.key, named, value ?? undefined)
    note(expected, place, value)
  }
  const wanted = parseConfig(asToml(expected), file)
  if (!wanted.ok) return refuse('not-allowed', wanted.error.message.replace(`${file}: `, ''))
  const after = parseConfig(edited, file)
  if (!after.ok || !isDeepStrictEqual(withoutEmpty(after.value), withoutEmpty(expected))) {
    const keys = Object.keys(changes).join(', ')
    return refuse(
      'not-editable',
      `${file} is written in a way that TCE does not change by itself. Set ${keys} by hand.`,
    )
  }
  return ok(edited)
}

type Tables = Record<string, Record<string, unknown> | undefined>

/** What the change is to come to; null takes the value away. */
function note(expected: Tables, { entry: { table, name }, named }: PlaceInFile, value: SettingValue | null): void {
  if (named === undefined) {
    if (value !== null) expected[table] = { ...expected[table], [name]: value }
    else if (expected[table] !== undefined) delete expected[table][name]
    return
  }
  const known = expected[table]?.[name] as Record<string, unknown> | undefined
  if (value !== null) expected[table] = { ...expected[table], [name]: { ...known, [named]: value } }
  else if (known !== undefined) delete known[named]
}

const asToml = (settings: Readonly<Tables>): string =>
  Object.entries(settings)
    .flatMap(([table, keys = {}]) => [
      `[${table}]`,
      ...Object.entries(keys).map(([key, value]) => `${key} = ${tomlValue(value)}`),
    ])
    .join('\n')

/** A JSON text is a TOML value but for objects, which are inline tables. */
function tomlValue(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)} = ${JSON.stringify(each)}`)
    .join(', ')} }`
}

/** A table without keys says nothing. */
const withoutEmpty = (settings: object): object =>
  Object.fromEntries(Object.entries(settings).filter(([, keys]) => Object.keys(keys as object).length > 0))
