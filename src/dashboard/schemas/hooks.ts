import { z } from '../http.ts'

export const hookParam = z.object({
  agent: z.string().openapi({ param: { name: 'agent', in: 'path' }, description: 'By its id' }),
})
export const hookSchema = z.record(z.string(), z.unknown()).openapi('HookAnswer')
