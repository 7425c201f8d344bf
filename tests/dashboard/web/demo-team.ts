/** Agents of the demo that their user connected, what was said to them, and what they wrote to one another. */
import { ownUser } from '../../../src/core/audit/audit.ts'
import { nowMs } from '../../fixtures/fleet/twenty-agents.ts'
import type { FakeServices } from '../fake-services.ts'

const you = ownUser('cli')

export async function demoTeam(services: FakeServices): Promise<void> {
  const { fleetNow, team, inbox } = services
  let agoMinutes = 24
  // Each a few minutes after the one before.
  services.nowMs = () => nowMs - Math.max(1, agoMinutes) * 60_000
  const agentOf = (project: string) => fleetNow.processes.find((agent) => agent.project === project)
  const idOf = (project: string): string => agentOf(project)?.sessionId ?? ''
  const pairs = [
    ['payments-api', 'auth-service'],
    ['payments-api', 'web-frontend'],
    ['web-frontend', 'design-system'],
    ['search-indexer', 'data-warehouse'],
  ] as const
  for (const [a, b] of pairs) await team.change({ do: 'connect', a: idOf(a), b: idOf(b) }, you)
  const places = [
    { sessionId: idOf('auth-service'), x: 340, y: 40 },
    { sessionId: idOf('payments-api'), x: 90, y: 90 },
    { sessionId: idOf('web-frontend'), x: 560, y: 110 },
  ]
  await team.change({ do: 'place', places }, you)
  const write = (from: string, to: string, text: string, file?: string) => {
    agoMinutes -= 4
    return inbox.send(
      { to: { sessionId: idOf(to) }, text, file },
      { kind: 'agent', name: from },
      { pid: agentOf(from)?.pid ?? 0 },
    )
  }
  const say = (text: string) => {
    agoMinutes -= 4
    return team.say({ sessionId: idOf('web-frontend'), text }, you)
  }
  await write('web-frontend', 'payments-api', 'Is the amount that is still refundable in the body?')
  await inbox.markRead(idOf('payments-api'))
  await write('payments-api', 'web-frontend', 'Yes, refundable_cents.')
  await write('search-indexer', 'data-warehouse', 'Which of the two runs wrote the last partition?')
  await say('No new strings before Monday, please use the ones in design-system.')
  await say('@design-system error.refund.limit is missing in two languages.')
}
