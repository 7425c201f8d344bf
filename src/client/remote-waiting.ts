/** Who waits for you, through a running server. */
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { AnswerOrder, AnswerProblem, Approval } from '../core/waiting/approval.ts'
import type { WaitingReport } from '../core/waiting/waiting-report.ts'
import type { WaitingService } from '../services/waiting.ts'
import { bodyOf, isJsonObject, refusalIn } from './answer.ts'
import type { ServerClient } from './server-client.ts'

const problems: ReadonlySet<string> = new Set<AnswerProblem['kind']>([
  'not-found',
  'other-request',
  'over',
  'not-offered',
  'word-needed',
  'not-from-there',
  'not-delivered',
  'in-copy-mode',
])
const isProblem = (code: string): code is AnswerProblem['kind'] => problems.has(code)

export function createRemoteWaiting(server: ServerClient): WaitingService {
  async function answer({ id, ...order }: AnswerOrder): Promise<Result<Approval, AnswerProblem>> {
    const given = await server.post(`/api/approvals/${encodeURIComponent(id)}`, order)
    const refusal = refusalIn(given.body)
    if (refusal === undefined || !isProblem(refusal.code)) return ok(bodyOf<Approval>(given, 'an answer'))
    const approval = isJsonObject(given.body) ? (given.body['approval'] as Approval | undefined) : undefined
    return err({ kind: refusal.code, message: refusal.message, approval })
  }
  return {
    read: async () => bodyOf<WaitingReport>(await server.get('/api/waiting'), 'who waits'),
    answer,
    putOff: async (ids) => bodyOf<WaitingReport>(await server.post('/api/waiting/not-now', { ids }), 'who waits'),
    markSeen: async (ids) => bodyOf<WaitingReport>(await server.post('/api/waiting/seen', { ids }), 'who waits'),
  }
}
