/** The prompts of a running server. */
import type { PromptReport, QueueReport } from '../core/prompts/prompt-report.ts'
import type { Result } from '../core/result.ts'
import type { Foreseen, PromptProblem, PromptService, SentPrompt } from '../services/prompts.ts'
import { type Answer, bodyIfThere, bodyOf, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export const createRemotePrompts = (server: ServerClient): PromptService => ({
  queue: async () => bodyOf<QueueReport>(await server.get('/api/queue'), 'the queue'),
  find: async (id) => bodyIfThere<PromptReport>(await server.get(`/api/prompts/${encodeURIComponent(id)}`), 'a prompt'),
  foresee: async (request) => promptResult<Foreseen>(await server.post('/api/prompts/foresee', request)),
  send: async (request) => promptResult<SentPrompt>(await server.post('/api/prompts', request)),
  change: async (id, change) =>
    promptResult<PromptReport>(await server.post(`/api/queue/${encodeURIComponent(id)}`, change)),
  holdAll: async (isHeld) => promptResult<QueueReport>(await server.post('/api/queue/hold', { isHeld })),
  goOn: async (sessionId) => promptResult<QueueReport>(await server.post('/api/queue/go-on', { sessionId })),
  done: async (id) => promptResult<PromptReport>(await server.post(`/api/prompts/${encodeURIComponent(id)}/done`, {})),
})

const kinds: readonly PromptProblem['kind'][] = [
  ...(['no-agent', 'unreachable', 'no-prompt', 'not-now'] as const),
  ...(['bad-text', 'bad-time', 'unwritable'] as const),
]

export const promptResult = <T extends object>(answer: Answer): Result<T, PromptProblem> =>
  resultOf<T, PromptProblem['kind']>(answer, 'a prompt', kinds)
