/** When a session compacted its context, as the records of each agent that tells it say. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AgentId } from '../../src/agents/agent.ts'
import { noteEvent } from '../../src/core/session/facts-from-events.ts'
import { noFileFacts } from '../../src/core/session/file-facts.ts'
import type { ToldEvent } from '../../src/core/session/session-event.ts'
import { append, ledgerOf, session1, tempDir, transcriptPath, userLine, write } from './home.ts'

const recorded = join(import.meta.dirname, '../fixtures')

describe.each([
  ['claude', 'claude/projects/2.1.329', 'projects', ['2026-11-20T18:48:24.459Z']],
  ['codex', 'agent-runs/codex/sessions', 'sessions', ['2026-11-26T22:48:48.520Z', '2026-11-26T22:48:49.898Z']],
  ['codex', 'agent-cases/codex/repeat-and-compaction', 'sessions/2026/11/20', ['2026-11-20T10:00:20.200Z']],
  ['copilot', 'agent-cases/copilot/shutdown-totals/session-state', 'session-state', ['2026-05-20T10:00:11.000Z']],
] as const)('%s, %s', (agent: AgentId, from, to, expected) => {
  it('tells each compaction with its moment', async () => {
    const dataDir = tempDir()
    cpSync(join(recorded, from), join(dataDir, to), { recursive: true })
    const ledger = await ledgerOf(dataDir, { sources: [{ agent, dataDir }] })
    await ledger.update()
    const ids = ledger.sessionRows().rows.map(({ id }) => id)
    const found = ledger.compactions(ids, 0)
    expect(found.flatMap(({ atMs }) => atMs.map((ms) => new Date(ms).toISOString())).sort()).toEqual(expected)
    expect(found.every((one) => one.agent === agent)).toBe(true)
    const newestMs = Math.max(...ledger.sessionRows().rows.map(({ lastActiveAtMs = 0 }) => lastActiveAtMs))
    expect(ledger.compactions(ids, newestMs + 1)).toEqual([])
    expect(ledger.compactions([], 0)).toEqual([])
  })
})

it('is known of a session that goes on, and stays known when the ledger is opened anew', async () => {
  const configDir = join(tempDir(), '.claude')
  const boundary = (at: string) =>
    `${JSON.stringify({ type: 'system', subtype: 'compact_boundary', sessionId: session1, cwd: '/home/dev/proj', timestamp: at })}\n`
  const moments = ['2026-11-20T10:01:00.000Z', '2026-11-20T10:02:00.000Z'] as const
  const path = write(transcriptPath(configDir), userLine('hello') + boundary(moments[0]))
  const dataDir = tempDir()
  const first = await ledgerOf(configDir, { dataDir })
  await first.update()
  append(path, boundary(moments[1]))
  await first.update()
  const expected = [
    { sessionId: session1, agent: 'claude', project: 'proj', cwd: '/home/dev/proj', atMs: moments.map(Date.parse) },
  ]
  expect(first.compactions([session1], 0)).toEqual(expected)
  await first.close()
  const second = await ledgerOf(configDir, { dataDir })
  await second.update()
  expect(second.compactions([session1], 0)).toEqual(expected)
})

it('has the moment of the record before where its own has none, and of many the last', () => {
  const facts = noFileFacts()
  const compaction = { kind: 'compaction', phase: 'boundary' } as ToldEvent
  noteEvent(facts, { kind: 'prompt', text: 'x' } as ToldEvent, Date.parse('2026-11-20T10:00:00.000Z'))
  noteEvent(facts, compaction, undefined)
  expect(facts.compactedAtMs).toEqual([Date.parse('2026-11-20T10:00:00.000Z')])
  for (let n = 1; n <= 9; n += 1) noteEvent(facts, compaction, Date.parse(`2026-11-20T10:0${n}:00.000Z`))
  expect(facts.compactions).toBe(10)
  expect(facts.compactedAtMs).toHaveLength(8)
  expect(facts.compactedAtMs?.at(-1)).toBe(Date.parse('2026-11-20T10:09:00.000Z'))
})
