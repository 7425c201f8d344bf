/** config.toml: read and checked by the table of settings. Every key is optional; an unknown one is an error, so that a typo is seen. */

import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { argusBindings, isKeyName } from '../core/keys/keymap.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { argusTables } from '../core/settings/argus-tables.ts'
import type { ConfigError } from '../core/settings/config.ts'
import type { FileSettings, FileValue, SettingSchema } from '../core/settings/settings-table.ts'
import { settingEntries } from '../core/settings/settings-table.ts'
import { fenceKeys, workshopTables } from '../core/tasks/workshop-file.ts'
import { parseToml } from '../storage/toml.ts'

const tables = Map.groupBy(settingEntries, ({ table }) => table)

const fileSchema: z.ZodType<FileSettings> = z.strictObject(
  Object.fromEntries(
    [...tables].map(([table, entries]) => [
      table,
      z
        .strictObject(Object.fromEntries(entries.map(({ name, schema }) => [name, checkOf(schema).optional()])))
        .optional(),
    ]),
  ),
)

function checkOf(schema: SettingSchema): z.ZodType<FileValue> {
  switch (schema.kind) {
    case 'number':
      return z.number().min(schema.min).max(schema.max)
    case 'whole-number':
      return z.int().min(schema.min).max(schema.max)
    case 'toggle':
      return z.boolean()
    case 'numbers':
      return z.record(z.string(), z.number().min(schema.min).max(schema.max))
    case 'timezone':
      return z.string().refine(isTimeZone)
    case 'time-of-day':
      return z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
    case 'choice':
      return z.enum(schema.choices)
    case 'address':
      return z.url({ protocol: /^https?$/, hostname: /./ })
    case 'origins':
      return z.array(z.string().refine(isOrigin))
    case 'list':
      return z.array(z.enum(schema.choices))
    case 'text':
      return z.string().max(schema.mostCharacters).refine(isOneLine)
    case 'texts':
      return z.array(z.string().max(schema.mostCharacters).refine(isOneLine)).max(schema.most)
    default:
      return schema satisfies never
  }
}

export function readConfigFile(file: string): Result<FileSettings, ConfigError> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    return err({ file, message: `${file} cannot be read: ${reason(cause)}. Mend its permissions, or move it away.` })
  }
  return parseConfig(text, file)
}

export function parseConfig(text: string, file: string): Result<FileSettings, ConfigError> {
  let settings: unknown
  try {
    settings = parseToml(text)
  } catch (cause) {
    return err({ file, message: `${file} is not valid TOML: ${whatIsWrong(cause)}.` })
  }
  const own = withoutArgus(withoutOthers(settings), file)
  if (!own.ok) return own
  const bound = withKeybindings(own.value, file)
  if (!bound.ok) return bound
  settings = withTablesApart(withFenceKeys(bound.value))
  const checked = fileSchema.safeParse(settings)
  return checked.success ? ok(checked.data) : err(describeIssue(file, settings, checked.error.issues[0]))
}

/** Rules of alerts are read by alerts/alert-settings.ts, projects and backends by core/tasks/workshop-file.ts: one that is wrong stops nothing else. */
function withoutOthers(settings: unknown): unknown {
  const others: readonly string[] = ['alerts', ...workshopTables]
  return Object.fromEntries(Object.entries(settings as object).filter(([table]) => !others.includes(table)))
}

/** What its tables may hold is known, so that a typo is seen in them, too. */
function withoutArgus(settings: unknown, file: string): Result<unknown, ConfigError> {
  const own: Record<string, unknown> = {}
  for (const [name, table] of Object.entries(settings as object)) {
    const known = Object.hasOwn(argusTables, name) ? argusTables[name] : undefined
    if (known === undefined || !isTable(table)) own[name] = table
    const unknown = known && isTable(table) ? Object.keys(table).find((key) => !known.includes(key)) : undefined
    if (unknown === undefined) continue
    const key = `${name}.${unknown}`
    return err({
      ...{ file, key },
      message: `${file}: "${key}" is not a setting. Allowed here, of Argus and without effect: ${known?.join(', ')}.`,
    })
  }
  return ok(own)
}

/** `[keybindings]` of Argus: its keymap, with those keys in it. What `[tui]` says goes before it. */
function withKeybindings(settings: unknown, file: string): Result<unknown, ConfigError> {
  const { keybindings, ...rest } = settings as Record<string, unknown>
  if (keybindings === undefined) return ok(settings)
  const names = Object.keys(argusBindings).join(', ')
  if (!isTable(keybindings))
    return err({
      file,
      key: 'keybindings',
      message: `${file}: keybindings is no table. Right: [keybindings] with ${names}.`,
    })
  const keys: string[] = []
  for (const [name, key] of Object.entries(keybindings)) {
    const action = Object.hasOwn(argusBindings, name) ? argusBindings[name] : undefined
    const place = `keybindings.${name}`
    if (action === undefined)
      return err({ file, key: place, message: `${file}: "${place}" is not a setting. Allowed here: ${names}.` })
    if (typeof key !== 'string' || !isKeyName(key))
      return err({
        ...{ file, key: place },
        message: `${file}: ${place} is ${JSON.stringify(key)}. Allowed: a key, such as "n", "N", "ctrl+n", "enter".`,
      })
    keys.push(`${action} = ${key}`)
  }
  const { tui } = rest
  if (tui !== undefined && !isTable(tui)) return ok(rest)
  return ok({ ...rest, tui: { keymap: 'argus', keys, ...tui } })
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The keys of `[sandbox]` as Argus writes them. */
function withFenceKeys(settings: unknown): unknown {
  const { sandbox, ...rest } = settings as Record<string, unknown>
  if (!isTable(sandbox)) return settings
  const names = Object.keys(fenceKeys)
  const own = (key: string) => names.find((name) => fenceKeys[name] === fenceKeys[key]) ?? key
  const table = Object.entries(sandbox).map(([key, value]) => [Object.hasOwn(fenceKeys, key) ? own(key) : key, value])
  // What stands there by our own name wins.
  return { ...rest, sandbox: { ...Object.fromEntries(table), ...pick(sandbox, names) } }
}

const pick = (table: object, names: readonly string[]): object =>
  Object.fromEntries(
    Object.entries(table).filter(([key]) => names.includes(key) && (key.includes('_') || key === 'enabled')),
  )

/** `[export.otlp]` as a table of that name; what else stands in `[export]` stays there. */
function withTablesApart(settings: unknown): unknown {
  const apart: Record<string, unknown> = { ...(settings as object) }
  for (const name of tables.keys()) {
    const [outer = '', inner] = name.split('.')
    const { [inner ?? '']: table, ...rest } = (apart[outer] ?? {}) as Record<string, unknown>
    if (inner === undefined || table === undefined) continue
    apart[name] = table
    if (Object.keys(rest).length === 0) delete apart[outer]
    else apart[outer] = rest
  }
  return apart
}

function describeIssue(file: string, settings: unknown, issue: z.core.$ZodIssue | undefined): ConfigError {
  if (!issue) return { file, message: `${file} is not valid.` }
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const key = [...path, issue.keys[0]].join('.')
    const known = path[0] === undefined ? [...tables.keys()] : namesIn(path[0])
    return { file, key, message: `${file}: "${key}" is not a setting. Allowed here: ${known.join(', ')}.` }
  }
  const key = path.join('.')
  return {
    file,
    key,
    message: `${file}: ${key} is ${JSON.stringify(valueAt(settings, path))}. Allowed: ${allowed(path)}.`,
  }
}

const namesIn = (table: string): readonly string[] => (tables.get(table) ?? []).map(({ name }) => name)

/** Where a path into the file leads: a table, a key in it, or a word of its list. */
function allowed([table = '', name, ...inList]: readonly string[]): string {
  const schema = tables.get(table)?.find((entry) => entry.name === name)?.schema
  return schema === undefined
    ? `a table, [${table}], with ${namesIn(table).join(', ')}`
    : words(schema, inList.length > 0)
}

function words(schema: SettingSchema, isOneOfMany: boolean): string {
  switch (schema.kind) {
    case 'number':
      return `a number from ${schema.min} to ${schema.max}`
    case 'whole-number':
      return `a whole number from ${schema.min} to ${schema.max}`
    case 'toggle':
      return 'true or false'
    case 'numbers': {
      const each = `a number from ${schema.min} to ${schema.max}`
      return isOneOfMany ? each : `a table of names, each with ${each}`
    }
    case 'time-of-day':
      return 'a time of the day such as "03:00"'
    case 'timezone':
      return 'an IANA time zone such as "Europe/Berlin"'
    case 'address':
      return 'an address such as "http://localhost:4318"'
    case 'origins':
      return isOneOfMany ? 'an origin such as "https://app.example"' : 'a list of origins: ["https://app.example"]'
    case 'text':
      return `a line of at most ${schema.mostCharacters} characters`
    case 'texts': {
      const each = `a line of at most ${schema.mostCharacters} characters`
      return isOneOfMany ? each : `a list of at most ${schema.most} texts, each ${each}`
    }
    case 'choice':
    case 'list': {
      const choices = schema.choices.map((value) => JSON.stringify(value)).join(', ')
      return schema.kind === 'list' && !isOneOfMany ? `a list of ${choices}` : choices
    }
    default:
      return schema satisfies never
  }
}

function valueAt(settings: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined,
    settings,
  )
}

function isOneLine(text: string): boolean {
  return text.trim() !== '' && !/\p{Cc}/u.test(text)
}

/** As a browser writes it: no path, no port that goes without saying, lower case. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** "line 3, column 8: invalid value" from what smol-toml says: "Invalid TOML document: invalid value" and the place as properties. */
function whatIsWrong(cause: unknown): string {
  const [first = ''] = reason(cause).split('\n')
  const words = first.replace(/^Invalid TOML document: /, '')
  const hasPlace = cause instanceof Error && 'line' in cause && 'column' in cause
  return hasPlace ? `line ${cause.line}, column ${cause.column}: ${words}` : words
}

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
