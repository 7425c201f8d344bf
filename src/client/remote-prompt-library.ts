/** What helps writing a prompt, from a running server. */
import type { ProcessRef } from '../core/process/process.ts'
import type { ProjectFile, PromptTemplate, RecentPrompts } from '../core/prompts/prompt-library.ts'
import { err, ok } from '../core/result.ts'
import type { PromptPage } from '../core/search/prompt-question.ts'
import type { CommandList, PromptLibraryService } from '../services/prompt-library.ts'
import { bodyIfThere, bodyOf, queryText } from './answer.ts'
import { requestProblem } from './remote-event-shapes.ts'
import { promptResult as resultOf } from './remote-prompts.ts'
import type { ServerClient } from './server-client.ts'

const asQuery = ({ pid, start }: ProcessRef, more: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({ pid: String(pid), start, ...more }).toString()

/** The index may be on a slow disk. */
const sentTimeoutMs = 30_000

export const createRemotePromptLibrary = (server: ServerClient): PromptLibraryService => ({
  commands: async (target) => resultOf<CommandList>(await server.get(`/api/prompts/commands?${asQuery(target)}`)),
  setQuick: async ({ pid, start }, quick) =>
    resultOf<CommandList>(await server.post('/api/prompts/commands', { target: { pid, start }, quick })),
  async templates() {
    const answer = await server.get('/api/prompts/templates')
    return bodyOf<{ readonly templates: readonly PromptTemplate[] }>(answer, 'templates').templates
  },
  saveTemplate: async (template) => templatesIn(await server.post('/api/prompts/templates', template)),
  removeTemplate: async (id) => templatesIn(await server.post('/api/prompts/templates/remove', { id })),
  recents: async () => bodyOf<RecentPrompts>(await server.get('/api/prompts/recents'), 'prompts'),
  async recentText(id) {
    const answer = await server.get(`/api/prompts/recents/${encodeURIComponent(id)}`)
    return bodyIfThere<{ readonly text: string }>(answer, 'a prompt')?.text
  },
  star: async (id) => resultOf<RecentPrompts>(await server.post('/api/prompts/recents', { id })),
  async sent(question) {
    const answer = await server.get(`/api/prompts/history${queryText(question)}`, sentTimeoutMs)
    const problem = requestProblem(answer)
    if (problem !== undefined) {
      const { message, atCharacter = 0, characters = 0 } = problem
      return err({ message, atCharacter, characters })
    }
    return ok(bodyOf<PromptPage>(answer, 'prompts'))
  },
  async sentText(id) {
    const answer = await server.get(`/api/prompts/history/${encodeURIComponent(id)}`, sentTimeoutMs)
    return bodyIfThere<{ readonly text: string }>(answer, 'a prompt')?.text
  },
  async starSent(id, isStarred) {
    const path = `/api/prompts/history/${encodeURIComponent(id)}/star`
    const starred = resultOf<{ readonly id: string }>(await server.post(path, { isStarred }))
    return starred.ok ? ok(undefined) : starred
  },
  async files(target, query) {
    const found = resultOf<{ readonly files: readonly ProjectFile[] }>(
      await server.get(`/api/prompts/files?${asQuery(target, { query })}`),
    )
    return found.ok ? ok(found.value.files) : found
  },
  async attach({ pid, start }, { name, bytes }) {
    const body = { target: { pid, start }, name, base64: Buffer.from(bytes).toString('base64') }
    const kept = resultOf<{ readonly path: string }>(await server.post('/api/prompts/files', body))
    return kept.ok ? ok(kept.value.path) : kept
  },
})

function templatesIn(answer: Parameters<typeof resultOf>[0]) {
  const saved = resultOf<{ readonly templates: readonly PromptTemplate[] }>(answer)
  return saved.ok ? ok(saved.value.templates) : saved
}
