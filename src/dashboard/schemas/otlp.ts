/** What OTLP answers, as its JSON; in protobuf it says the same. */
import { z } from '../http.ts'
import { bodyRefusals, problemSchema } from './problem.ts'

const protobuf = z.string().openapi({ format: 'binary' })

const answered = (rejected: string) => {
  const partialSuccess = z.object({ [rejected]: z.string(), errorMessage: z.string() })
  const json = z.object({ partialSuccess: partialSuccess.optional() })
  return {
    200: {
      description: 'On disk, but for what partialSuccess says',
      content: { 'application/json': { schema: json }, 'application/x-protobuf': { schema: protobuf } },
    },
  }
}

export const otlpAnswers = {
  logs: answered('rejectedLogRecords'),
  traces: answered('rejectedSpans'),
  metrics: answered('rejectedDataPoints'),
} as const

export const otlpRefusals = {
  ...bodyRefusals,
  503: {
    description: 'The disk takes nothing now; see Retry-After',
    content: { 'application/json': { schema: problemSchema } },
  },
}
