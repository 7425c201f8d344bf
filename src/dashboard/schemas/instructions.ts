import type { InstructionReport } from '../../core/instructions/instruction-report.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { list } from './fields.ts'

const change = z.object({
  added: list(z.string()),
  removed: list(z.string()),
  isWholeFile: z.boolean().openapi({ description: 'The file does not exist yet, or would not any more' }),
  linksTo: z.string().optional(),
})

export const instructionReportSchema = exactly<InstructionReport>()(
  z.object({
    places: list(
      z.object({
        agent: z.string(),
        file: z.string(),
        state: z.enum(['in', 'out', 'changed', 'unreadable']),
        problem: z.string().optional(),
        putIn: change.optional(),
        takeOut: change.optional(),
      }),
    ),
  }),
).openapi('InstructionReport')
