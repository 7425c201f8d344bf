/** Small inputs of every agent with their right totals, one trap each, through the ledger's door. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AgentId } from '../../src/agents/agent.ts'
import type { CountedResponse } from '../../src/tracker/ledger.ts'
import { agentCase, agentCases } from '../tools/agent-case.ts'
import { ledgerOf } from './home.ts'

interface Counts {
  readonly input: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly output: number
  readonly responses: number
}

interface Expected {
  readonly trap: string
  readonly total: Counts
  /** Of the sessions' directory, where it stands beside the records. */
  readonly projectSlug?: string
  readonly bySession?: Readonly<Record<string, Counts>>
  readonly byModel?: Readonly<Record<string, Counts>>
}

describe.each(readdirSync(agentCases) as AgentId[])('%s', (agent) => {
  it.each(readdirSync(join(agentCases, agent)))('%s', async (name) => {
    const expected = JSON.parse(readFileSync(join(agentCases, agent, name, 'expected.json'), 'utf8')) as Expected
    const dataDir = agentCase(agent, name)
    const ledger = await ledgerOf(dataDir, { sources: [{ agent, dataDir }] })
    const report = await ledger.update()
    expect(report.problems).toEqual([])
    const responses = ledger.responses()
    expect(countsOf(responses), expected.trap).toEqual(countsIn(expected.total))
    expect(groups(responses, ({ sessionId, subagentId }) => subagentId ?? sessionId, expected.bySession)).toEqual(
      mapped(expected.bySession),
    )
    expect(groups(responses, ({ model }) => model ?? '', expected.byModel)).toEqual(mapped(expected.byModel))
    expect(responses.every((response) => response.agent === agent)).toBe(true)
    if (expected.projectSlug !== undefined) {
      expect([...new Set(responses.map(({ projectSlug }) => projectSlug))]).toEqual([expected.projectSlug])
    }
  })
})

const countsIn = ({ input, cacheRead, cacheWrite, output, responses }: Counts): Counts => ({
  input,
  cacheRead,
  cacheWrite,
  output,
  responses,
})

function countsOf(responses: readonly CountedResponse[]): Counts {
  const sum = (of: (response: CountedResponse) => number) => responses.reduce((total, one) => total + of(one), 0)
  return {
    input: sum(({ tokens }) => tokens.input),
    cacheRead: sum(({ tokens }) => tokens.cacheRead),
    cacheWrite: sum(({ tokens }) => tokens.cacheWrite5m + tokens.cacheWrite1h),
    output: sum(({ tokens }) => tokens.output),
    responses: responses.length,
  }
}

const mapped = (wanted: Readonly<Record<string, Counts>> | undefined) =>
  wanted && Object.fromEntries(Object.entries(wanted).map(([key, counts]) => [key, countsIn(counts)]))

/** Only where the case tells them. */
function groups(
  responses: readonly CountedResponse[],
  keyOf: (response: CountedResponse) => string,
  wanted: Readonly<Record<string, Counts>> | undefined,
) {
  if (wanted === undefined) return undefined
  return Object.fromEntries([...Map.groupBy(responses, keyOf)].map(([key, some]) => [key, countsOf(some)]))
}
