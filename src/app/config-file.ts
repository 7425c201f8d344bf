/** config.toml: read, validated, and described in one schema. Every key is optional; an unknown one is an error, so that a typo is seen. */

import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { agentDuties } from '../core/rights/agent-rights.ts'
import type { ConfigError } from '../core/settings/config.ts'
import { parseToml } from '../storage/toml.ts'

const number = (min: number, max: number, meaning: string) => z.number().min(min).max(max).optional().describe(meaning)
const toggle = (meaning: string) => z.boolean().optional().describe(meaning)

export const configFileSchema = z.strictObject({
  dashboard: z
    .strictObject({ port: z.int().min(1).max(65535).optional().describe('Port of the dashboard. Default 5111.') })
    .optional(),
  health: z
    .strictObject({
      interactive_stale_after_hours: number(
        0.01,
        8760,
        'Without a sign of life, interactive and IDE sessions. Default 4.',
      ),
      background_stale_after_hours: number(
        0.01,
        8760,
        'The same for background, headless and SDK sessions. Default 8.',
      ),
      idle_below_cpu_percent: number(0.1, 100, 'At or above this share of a core an agent is at work. Default 1.'),
      hog_cpu_percent: number(1, 6400, 'A hog takes this share of a core… Default 75.'),
      hog_after_minutes: number(0.1, 1440, '…for this long. Default 5.'),
      hog_memory_gb: number(0.1, 4096, 'Or holds this much memory with its children. Default 4.'),
    })
    .optional(),
  refresh: z
    .strictObject({
      attentive_seconds: number(0.5, 60, 'Between scans while somebody looks. Default 1.5.'),
      idle_seconds: number(1, 3600, 'Between scans while nobody looks. Default 10.'),
    })
    .optional(),
  kill: z.strictObject({ grace_seconds: number(0.5, 60, 'Wait for an agent to end by itself. Default 5.') }).optional(),
  usage: z
    .strictObject({
      timezone: z.string().refine(isTimeZone, 'an IANA time zone such as "Europe/Berlin"').optional(),
      week_starts_on: z.enum(['monday', 'sunday']).optional(),
    })
    .optional(),
  notifications: z
    .strictObject({
      waiting_after_minutes: number(0, 1440, 'Tell when a session waits for you longer than this. Default 2.'),
      waiting: toggle('A session waits for you.'),
      stale: toggle('A session turned stale.'),
      zombie: toggle('A session turned zombie.'),
      ended: toggle('A session ended unexpectedly.'),
      daily_cost_usd: number(0.01, 1_000_000, "Tell when today's cost passes this. Off when absent."),
      max_per_minute: z.int().min(1).max(60).optional().describe('More than this become one summary. Default 3.'),
    })
    .optional(),
  tray: z
    .strictObject({ show: toggle("Show the tray, and fetch Electron's program for it. Asked once when absent.") })
    .optional(),
  rights: z
    .strictObject({
      agents_may: z
        .array(z.enum(agentDuties))
        .optional()
        .describe('What an agent may do that calls tce itself, besides reading. Default nothing.'),
    })
    .optional(),
})

export type FileSettings = z.infer<typeof configFileSchema>

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
  const checked = configFileSchema.safeParse(settings)
  return checked.success ? ok(checked.data) : err(describeIssue(file, settings, checked.error.issues[0]))
}

function describeIssue(file: string, settings: unknown, issue: z.core.$ZodIssue | undefined): ConfigError {
  if (!issue) return { file, message: `${file} is not valid.` }
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const key = [...path, issue.keys[0]].join('.')
    return { file, key, message: `${file}: "${key}" is not a setting. Allowed here: ${allowedKeys(path).join(', ')}.` }
  }
  const key = path.join('.')
  return {
    file,
    key,
    message: `${file}: ${key} is ${JSON.stringify(valueAt(settings, path))}. Allowed: ${allowed(issue, path)}.`,
  }
}

function allowed(issue: z.core.$ZodIssue, path: readonly string[]): string {
  const { minimum, maximum, type, enum: values, items } = toJsonSchema(path)
  if (items?.enum) return `a list of ${items.enum.map((value) => JSON.stringify(value)).join(', ')}`
  if (values) return values.map((value) => JSON.stringify(value)).join(', ')
  if (minimum !== undefined && maximum !== undefined) {
    return `${type === 'integer' ? 'a whole number' : 'a number'} from ${minimum} to ${maximum}`
  }
  if (issue.code === 'custom') return issue.message
  if (type === 'object') return `a table, [${path.join('.')}], with ${allowedKeys(path).join(', ')}`
  return type === 'boolean' ? 'true or false' : `a ${type}`
}

/** A part of the schema in the words of JSON Schema. */
export interface JsonSchema {
  readonly type?: string
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly string[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

/** The schema of the file, or of what a path in it leads to. */
export function toJsonSchema(path: readonly string[] = []): JsonSchema {
  let schema = z.toJSONSchema(configFileSchema) as JsonSchema
  for (const part of path) schema = schema.properties?.[part] ?? schema.items ?? {}
  return schema
}

const allowedKeys = (path: readonly string[]): readonly string[] => Object.keys(toJsonSchema(path).properties ?? {})

function valueAt(settings: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined,
    settings,
  )
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
