/** Ending and pinning processes, and the log of it. */
import type { AuditEntry } from '../../core/audit/audit.ts'
import type { KillReport } from '../../core/kill/kill.ts'
import type { JumpReport } from '../../core/process/jump.ts'
import type { PinReport } from '../../services/fleet.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { list, moment, pid, start } from './fields.ts'
import { problemFields } from './problem.ts'

export const pidParam = z.object({ pid })

/** What the caller saw. When the pid is another process by now, nothing is sent and the answer is 409. */
export const seenBody = z.strictObject({ start: start.optional(), startedAt: moment.optional() }).openapi('SeenProcess')
export type Seen = z.output<typeof seenBody>

export const forceQuery = z.object({
  force: z
    .enum(['true', 'false'], 'true or false')
    .default('false')
    .openapi({ description: 'SIGKILL what does not end within 5 s' }),
})

export const killManyBody = z
  .strictObject({
    targets: z
      .array(z.strictObject({ pid: z.int().min(1), start }))
      .min(1, 'at least one')
      .max(1000, 'at most 1000'),
    force: z.boolean().default(false),
  })
  .openapi('KillRequest')

export const killReportSchema = exactly<KillReport>()(
  z.object({
    id: z.string(),
    pid: z.int(),
    start: z.string(),
    outcome: z.enum(['ended', 'still-alive', 'gone', 'defunct', 'not-permitted', 'not-watched', 'protected']),
    ok: z.boolean(),
    project: z.string().optional(),
    name: z.string().optional(),
    afterMs: z.number().optional(),
    endedProcesses: z.int().optional(),
    freedBytes: z.number().optional(),
    survivors: list(z.object({ pid: z.int(), name: z.string() })).optional(),
    sent: list(z.string()),
    message: z.string(),
    next: z.string().optional(),
  }),
).openapi('KillReport')

/** A refused kill says both: what is wrong, and what was observed. */
export const killProblemSchema = z
  .object({ ...problemFields, report: killReportSchema.optional() })
  .openapi('KillProblem')

export const killManySchema = z.object({ reports: list(killReportSchema) }).openapi('KillReports')

export const jumpReportSchema = exactly<JumpReport>()(
  z.object({ id: z.string(), ok: z.boolean(), message: z.string(), command: z.string().optional() }),
).openapi('JumpReport')

export const pinReportSchema = exactly<PinReport>()(
  z.object({ id: z.string(), pinned: z.boolean(), ok: z.boolean(), message: z.string() }),
).openapi('PinReport')

const auditEntry = exactly<AuditEntry>()(
  z.object({
    at: moment,
    actor: z.object({ kind: z.string(), name: z.string() }),
    action: z.string(),
    target: z
      .object({
        id: z.string(),
        pid: z.int(),
        start: z.string(),
        project: z.string().optional(),
        name: z.string().optional(),
        role: z.string().optional(),
        agent: z.string().optional(),
      })
      .optional(),
    subject: z.string().optional(),
    outcome: z.string(),
    message: z.string(),
  }),
).openapi('AuditEntry')

export const logSchema = z.object({ entries: list(auditEntry) }).openapi('AuditLog')
