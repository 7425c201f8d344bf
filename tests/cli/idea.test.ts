/** `tce idea`: what it lists, keeps and removes. */
import { expect, it } from 'vitest'
import type { Idea } from '../../src/core/ideas/idea.ts'
import { ok } from '../../src/core/result.ts'
import type { IdeaChange, IdeaRequest } from '../../src/services/ideas.ts'
import { twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { fakeServices } from './fake-services.ts'
import { runCli } from './run-cli.ts'

const idea: Idea = {
  ...{ id: 'i3', title: 'Show which retry will come next', note: 'A column would do.', at: '2026-11-20T10:00:00.000Z' },
  ...{
    for: { sessionId: 's1', agent: 'claude', name: 'payments-api' },
    built: { promptId: 'q4', at: '2026-11-20T10:00:00.000Z' },
  },
}
const agent = twentyAgents.processes.find(({ sessionId }) => sessionId !== undefined)

async function tce(...argv: readonly string[]) {
  const asked: (IdeaRequest | IdeaChange)[] = []
  const services = fakeServices()
  const ideas = {
    list: async () => [idea],
    add: async (request: IdeaRequest) => {
      asked.push(request)
      return ok(idea)
    },
    change: async (_: string, change: IdeaChange) => {
      asked.push(change)
      return ok(idea)
    },
  }
  const env = { LANG: 'C.UTF-8', NO_COLOR: '1' }
  return { ...(await runCli(['idea', ...argv], { services: { ...services, ideas }, env })), asked }
}

it('lists each with its note, for whom it is, and as which prompt it was sent', async () => {
  const { code, out } = await tce()
  expect(code).toBe(0)
  expect(out).toMatch(
    /^1 idea\n\ni3 {3}Show which retry will come next\n {5}A column would do\.\n {5}for payments-api, [\d:]+, sent as q4, [\d:]+\n$/,
  )
})

it('keeps one, with its note and its agent', async () => {
  const { out, asked } = await tce('add', 'Show', 'it', '--note', 'soon', '--for', String(agent?.pid))
  expect(out).toBe('✓ Kept as i3.\n')
  expect(asked).toEqual([{ title: 'Show it', note: 'soon', sessionId: agent?.sessionId }])
})

it('removes one and says which; says how it is right, and that there is no such agent', async () => {
  expect((await tce('rm', 'i3')).out).toBe('✓ Removed: Show which retry will come next\n')
  expect((await tce('rm')).code).toBe(2)
  expect((await tce('build')).code).toBe(2)
  expect((await tce('add', 'x', '--for', 'nobody-of-that-name')).code).toBe(3)
})
