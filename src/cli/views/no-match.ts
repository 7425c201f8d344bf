/** What to say when a query names no agent: a near word, or who has that pid now. */

import { endedAlreadyLines, noMatchLines, notAnAgentLines, notThatProcessLines } from '../../terminal/kill-view.ts'
import type { Line } from '../../terminal/roles.ts'
import type { Resolution } from '../../terminal/target.ts'
import type { CommandContext } from '../context.ts'
import { whenText } from './log-view.ts'

/** A pid taken over so lately may well have been an agent when the user looked; an older process never was one. */
const recentMs = 3_600_000

export async function noMatch(
  { query, pid, suggestion }: Extract<Resolution, { kind: 'none' }>,
  { terminal, nowMs }: CommandContext,
): Promise<readonly Line[]> {
  const look = terminal.look()
  if (pid === undefined) return noMatchLines(query, suggestion, look)
  const { createProcessTable } = await import('../../scanner/process-table.ts')
  const found = await createProcessTable().inspect(pid)
  if (found === undefined) return notThatProcessLines(pid, undefined, look)
  if (found.state === 'zombie') return endedAlreadyLines(found, look)
  if (nowMs() - found.startedAtMs > recentMs) return notAnAgentLines(found, look)
  const at = new Date(found.startedAtMs).toISOString()
  return notThatProcessLines(pid, { ...found, when: whenText(at, nowMs()).replace(/^(\d\d:\d\d):\d\d$/, '$1') }, look)
}
