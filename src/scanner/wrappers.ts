/** Of a program that starts itself, or is started by a script that waits for it, the innermost is the agent. Pure. */
import type { OsProcess } from '../core/process/process.ts'
import type { RecognisedProcess } from './recognise.ts'

/** Takes the wrappers out of what was recognised, and gives them by the pid of the agent they wait for, the nearest first. */
export function unwrap(
  recognised: Map<number, RecognisedProcess>,
  processes: readonly OsProcess[],
): ReadonlyMap<number, readonly OsProcess[]> {
  const wrappers = new Map<number, readonly OsProcess[]>()
  if (recognised.size === 0) return wrappers
  const byPid = new Map(processes.map((process) => [process.pid, process]))
  const outer = new Set<number>()
  for (const { process, agent } of recognised.values()) {
    const chain: OsProcess[] = []
    let inner = process
    for (let parent = byPid.get(process.ppid); parent !== undefined; parent = byPid.get(parent.ppid)) {
      const isSame = (recognised.get(parent.pid)?.agent ?? agent) === agent
      if (!isSame || chain.includes(parent) || agent.isWrapper?.(parent, inner) !== true) break
      chain.push(parent)
      inner = parent
    }
    if (chain.length > 0) wrappers.set(process.pid, chain)
    for (const one of chain) outer.add(one.pid)
  }
  for (const pid of outer) {
    recognised.delete(pid)
    wrappers.delete(pid)
  }
  return wrappers
}
