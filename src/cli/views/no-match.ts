/** What to say when a query names no agent: a near word, or who has that pid now. */

import type { ProcessRef } from '../../core/process/process.ts'
import { isSameProcess, parseProcessId } from '../../core/process/process.ts'
import type { LogService } from '../../services/log.ts'
import { endedAlreadyLines, noMatchLines, notAnAgentLines, notThatProcessLines } from '../../terminal/kill-view.ts'
import type { Line } from '../../terminal/roles.ts'
import type { Resolution } from '../../terminal/target.ts'
import type { CommandContext } from '../context.ts'
import { whenText } from './log-view.ts'

/** How far back the log is asked whether a pid was an agent's. */
const rememberedEntries = 1_000

export async function noMatch(
  { query, pid, suggestion }: Extract<Resolution, { kind: 'none' }>,
  { terminal, nowMs }: CommandContext,
  log: LogService,
): Promise<readonly Line[]> {
  const look = terminal.look()
  if (pid === undefined) return noMatchLines(query, suggestion, look)
  const { createProcessTable } = await import('../../scanner/process-table.ts')
  const found = await createProcessTable().inspect(pid)
  if (found === undefined) return notThatProcessLines(pid, undefined, look)
  if (found.state === 'zombie') return endedAlreadyLines(found, look)
  if (!(await wasAnAgents(query, found, log))) return notAnAgentLines(found, look)
  const at = new Date(found.startedAtMs).toISOString()
  return notThatProcessLines(pid, { ...found, when: whenText(at, nowMs()).replace(/^(\d\d:\d\d):\d\d$/, '$1') }, look)
}

/** The pid was another process's when it was named with that one's start, or when it was ended or pinned here. */
async function wasAnAgents(query: string, found: ProcessRef, log: LogService): Promise<boolean> {
  const asked = parseProcessId(query)
  if (asked !== undefined) return !isSameProcess(asked, found)
  const entries = await log.newest(rememberedEntries)
  return entries.some(({ target }) => target !== undefined && target.pid === found.pid && !isSameProcess(target, found))
}
