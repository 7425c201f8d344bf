import type { Context } from '../http.ts'
import { problem } from '../problem.ts'
import type { NotSeen } from '../seen-process.ts'

/** Of a process that is not there any more as its caller saw it. */
export const refuseUnseen = (c: Context, { kind, message }: NotSeen) =>
  kind === 'replaced' ? c.json(problem('gone', message), 409) : c.json(problem(kind, message), 404)
