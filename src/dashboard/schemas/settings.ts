/** `GET /api/settings` and `POST /api/settings`. */
import type { Setting, SettingChanges, SettingsChange, SettingsReport } from '../../core/settings/settings.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment } from './fields.ts'

const value = z.union([z.number(), z.boolean(), z.string().max(200), list(z.string().max(200))])

const setting = exactly<Setting>()(
  z.object({
    key: z.string().openapi({ example: 'health.interactive_stale_after_hours' }),
    meaning: z.string(),
    kind: z.enum(['number', 'whole-number', 'toggle', 'choice', 'timezone', 'time-of-day', 'text', 'texts']),
    value: value.optional(),
    standard: value.optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    choices: list(z.string()).optional(),
    setIn: z.enum(['default', 'file', 'environment', 'command line']),
    applies: z.enum(['live', 'restart']),
  }),
).openapi('Setting')

const priceRow = z.object({
  model: z.string(),
  label: z.string(),
  input: z.number(),
  output: z.number(),
  cacheWrite5m: z.number(),
  cacheWrite1h: z.number(),
  cacheRead: z.number(),
  aboveTokens: z.number().optional(),
  contextWindowTokens: z.number().optional(),
  from: z.string().optional(),
  source: z.string(),
  isOverride: z.boolean(),
})

export const settingsSchema = exactly<SettingsReport>()(
  z.object({
    configFile: z.string(),
    problem: z.string().optional(),
    settings: list(setting),
    systemTimezone: z.string(),
    prices: z.object({ asOf: z.string(), rows: list(priceRow), problem: z.string().optional() }),
    sources: list(
      z.object({ what: z.string(), path: z.string(), access: z.enum(['reads', 'writes']), isThere: z.boolean() }),
    ),
    about: z.object({
      version: z.string(),
      nodeVersion: z.string(),
      platform: z.string(),
      pid: z.int(),
      startedAt: moment,
      dataDir: z.string(),
      configDir: z.string(),
    }),
  }),
).openapi('Settings')

export const settingsChangeBody = z
  .strictObject({
    changes: exactlyAsked<SettingChanges>()(z.record(z.string().max(300), value.nullable())).openapi({
      example: { 'health.interactive_stale_after_hours': 6 },
      description: 'null takes the line out of the file: the default holds',
    }),
  })
  .openapi('SettingsChanges')

export const settingsChangeSchema = exactly<SettingsChange>()(
  z.object({ report: settingsSchema, needsRestart: list(z.string()) }),
).openapi('SettingsChanged')
