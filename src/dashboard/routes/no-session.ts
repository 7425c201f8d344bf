import type { Context } from '../http.ts'
import { problem } from '../problem.ts'

export const noSession = (c: Context, id: string) =>
  c.json(problem('not-found', `No session, or more than one, begins with "${id}". See: GET /api/sessions`), 404)
