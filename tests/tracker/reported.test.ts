/** What an agent says itself that its responses cost, from its own records to the reports: beside our count, never in it. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { AgentId } from '../../src/agents/agent.ts'
import { listPrices } from '../../src/agents/list-prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { createUsageService } from '../../src/tracker/usage-service.ts'
import { ledgerOf, tempDir } from './home.ts'

async function serviceOf(agent: AgentId, name: string) {
  const dataDir = tempDir()
  cpSync(join(import.meta.dirname, '../fixtures/agent-cases', agent, name), dataDir, { recursive: true })
  const ledger = await ledgerOf(dataDir, { sources: [{ agent, dataDir }] })
  await ledger.update()
  const clock = () => Date.parse('2026-11-20T18:00:00.000Z')
  return {
    ledger,
    service: createUsageService({ ledger, prices: createPriceBook(listPrices), clock, timezone: 'UTC' }),
  }
}

it('is summed once across forks, however it is grouped, and compared with our count of the same responses', async () => {
  const { service } = await serviceOf('pi', 'branch-and-fork')
  const expected = { agents: ['pi'], costUsd: expect.closeTo(0.00618, 9), responses: 3, freeResponses: 0 }
  for (const by of ['day', 'model', 'agent', 'session', 'project', 'hour'] as const) {
    const { total, rows, periods } = service.usage({ by })
    expect(total.reported, by).toMatchObject({ ...expected, differenceUsd: expect.closeTo(0, 9) })
    expect(periods.today.reported, by).toMatchObject(expected)
    expect(rows.reduce((sum, { reported }) => sum + (reported?.costUsd ?? 0), 0)).toBeCloseTo(0.00618, 9)
    expect(total.costUsd).toBeCloseTo(0.00618, 9)
  }
})

it('is of the session, the range and the explanation that are asked for', async () => {
  const { service } = await serviceOf('opencode', 'fork-and-child')
  const { sessions } = service.sessions({ limit: 10 })
  const ofSessions = sessions.map(({ id }) => service.session(id)?.reported?.costUsd ?? 0)
  const { total } = service.usage({ by: 'day' })
  expect(ofSessions.reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(total.reported?.costUsd ?? Number.NaN, 9)
  expect(service.explain('2026-11-20')?.total.reported).toEqual(total.reported)
  expect(service.usage({ by: 'day', until: '2026-11-19' }).total.reported).toBeUndefined()
  expect(service.usage({ by: 'day', agent: ['codex'] }).total.reported).toBeUndefined()
})

it('is absent of agents that say nothing of it', async () => {
  const { service } = await serviceOf('kimi', 'three-mirrors')
  expect(service.usage({ by: 'agent' }).total).not.toHaveProperty('reported')
})
