import type { StatusLineReport } from '../../core/limits/status-line-report.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { list, moment } from './fields.ts'

const change = z.object({
  removed: z.string().optional(),
  added: z.string().optional(),
  isNewFile: z.boolean(),
  linksTo: z.string().optional(),
})

export const statusLineReportSchema = exactly<StatusLineReport>()(
  z.object({
    places: list(
      z.object({
        agent: z.string(),
        file: z.string(),
        state: z.enum(['none', 'theirs', 'ours', 'unreadable']),
        own: z.string().optional().openapi({ description: "The user's own command: run first, and put back" }),
        since: moment.optional(),
        problem: z.string().optional(),
        change: change.optional().openapi({ description: 'Of the setting; what installing or uninstalling does' }),
      }),
    ),
    lastDrawnAt: moment.optional(),
    sessions: z.int().openapi({ description: 'Whose line was drawn within the last day' }),
  }),
).openapi('StatusLineReport')
