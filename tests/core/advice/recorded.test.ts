/** The rules on what the genuine programs wrote: a finding says what the records say. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sessionLogs } from '../../../src/agents/session-logs.ts'
import { wasteSigns } from '../../../src/agents/waste-signs.ts'
import { createWasteCollector } from '../../../src/core/advice/session-waste.ts'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import { runs } from '../../sessions/agent-homes.ts'

const { claude: _claude, ...logs } = sessionLogs

it.each(Object.keys(logs) as (keyof typeof logs)[])('%s: a turn for a small model called no tool', (agent) => {
  let turns = 0
  for (const path of globSync('**/*.jsonl', { cwd: join(runs, agent) })) {
    const events = eventsOf(agent, readFileSync(join(runs, agent, path), 'utf8'))
    const collector = createWasteCollector(wasteSigns)
    for (const event of events) collector.take(event, Date.parse(event.at ?? '2026-11-26'))
    for (const { rule, cursor } of collector.waste().cases) {
      if (rule !== 'small-model') continue
      turns++
      const from = events.findIndex((event) => event.cursor === cursor)
      const next = events.findIndex(({ kind }, at) => at > from && kind === 'prompt')
      const turn = events.slice(from, next === -1 ? undefined : next)
      expect(turn.map(({ kind }) => kind)).not.toContain('tool-call')
    }
  }
  // So that it looked at something.
  if (agent === 'codex') expect(turns).toBeGreaterThan(2)
})

function eventsOf(agent: keyof typeof logs, text: string): readonly SessionEvent[] {
  const reader = logs[agent].open({ sessionId: 'any', lane: 'main' })
  return text.split('\n').flatMap((line, at) => {
    return line === '' ? [] : reader.readLine(line, { lane: 'main', offset: at }, 'whole').events
  })
}
