/** What to say when a query names no agent: a near word, or who has that pid now. */
import type { CommandContext } from './context.ts'
import { noMatchLines, notThatProcessLines } from './kill-view.ts'
import { whenText } from './log-view.ts'
import type { Line } from './roles.ts'
import type { Resolution } from './target.ts'

export async function noMatch(
  { query, pid, suggestion }: Extract<Resolution, { kind: 'none' }>,
  { terminal, nowMs }: CommandContext,
): Promise<readonly Line[]> {
  const look = terminal.look()
  if (pid === undefined) return noMatchLines(query, suggestion, look)
  const { createProcessTable } = await import('../scanner/process-table.ts')
  const found = await createProcessTable().inspect(pid)
  if (found === undefined) return notThatProcessLines(pid, undefined, look)
  const at = new Date(found.startedAtMs).toISOString()
  return notThatProcessLines(pid, { ...found, when: whenText(at, nowMs()).replace(/^(\d\d:\d\d):\d\d$/, '$1') }, look)
}
