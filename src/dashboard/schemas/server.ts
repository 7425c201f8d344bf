/** The server about itself, and signing in. */
import { z } from '../http.ts'
import { moment } from './fields.ts'

export const healthSchema = z
  .object({
    status: z.literal('ok'),
    version: z.string(),
    pid: z.int(),
    startedAt: moment,
    uptimeMs: z.number(),
    rssBytes: z.number(),
    eventLoop: z.object({
      lagMs: z.number().openapi({ description: 'How late this very answer was' }),
      maxLagMs: z.number().openapi({ description: 'The longest seen since the last question' }),
      utilization: z.number().openapi({ description: 'Share of the time since the start in which it worked, 0–1' }),
    }),
    scan: z.object({ at: moment, ms: z.number(), processCount: z.int() }).optional(),
    machine: z
      .object({
        memoryBytes: z.number(),
        coreCount: z.int(),
        homeDir: z.string().openapi({ description: 'So that a path can be shown as ~/…' }),
      })
      .openapi({ description: 'What the agents share' }),
    streams: z.object({ open: z.int(), queued: z.int(), dropped: z.int() }),
    scrape: z.object({ at: moment, series: z.int() }).optional().openapi({
      description: 'When /metrics was read last since this server listens, and how many series there were',
    }),
  })
  .openapi('Health')
export type HealthReport = z.output<typeof healthSchema>

export const challengeQuery = z.object({
  challenge: z
    .string()
    .regex(/^[0-9a-f]{32,128}$/, '32 to 128 hexadecimal digits')
    .openapi({ description: 'Random; never the same twice' }),
})

export const identitySchema = z
  .object({
    name: z.literal('tce'),
    version: z.string(),
    pid: z.int(),
    proof: z.string().openapi({ description: 'HMAC-SHA256 of "tce identity <challenge>" with the token' }),
  })
  .openapi('Identity')

export const signInBody = z
  .strictObject({ code: z.string().max(200).optional(), token: z.string().max(1000).optional() })
  .openapi('SignIn')

export const browserSessionSchema = z
  .object({
    csrf: z.string().openapi({ description: 'To be sent as X-TCE-CSRF with every change' }),
    expiresAt: moment,
  })
  .openapi('BrowserSession')

export const signInLinkSchema = z.object({ url: z.string(), expiresAt: moment }).openapi('SignInLink')
