/** What is to be read, in the portions in which threads are given it. */
import type { AgentId } from '../agents/agent.ts'
import { groupOf, type SizedTask } from './reading-task.ts'

const bytesPerBatch = 6 << 20
/** Of tiny files, so that their pieces don't gather in memory. */
const filesPerBatch = 500

interface SizedGroup {
  readonly group: readonly SizedTask[]
  readonly agent: AgentId
  readonly bytes: number
}

/**
 * The largest first, so that no thread is left alone with a giant; the files of a session stay together. All others by agent, that with the
 * most of them first: code that reads one agent's files has to run a while in each thread before it is fast, and so does so in fewer of them.
 */
export function toBatches(tasks: readonly SizedTask[]): SizedTask[][] {
  const sized = [...Map.groupBy(tasks, groupOf).values()]
    .map((group) => ({ group, agent: agentOf(group), bytes: bytesOf(group) }))
    .sort((a, b) => b.bytes - a.bytes)
  const giants = sized.filter(({ bytes }) => bytes >= bytesPerBatch)
  const ofAgents = Map.groupBy(sized.slice(giants.length), ({ agent }) => agent)
  const byAgent = [...ofAgents.values()].sort((a, b) => sumOf(b) - sumOf(a))
  return [giants, ...byAgent].flatMap(batchesOf)
}

const agentOf = (group: readonly SizedTask[]): AgentId => (group[0] as SizedTask).kind.agent
const bytesOf = (group: readonly SizedTask[]): number => group.reduce((sum, { newBytes }) => sum + newBytes, 0)
const sumOf = (groups: readonly SizedGroup[]): number => groups.reduce((sum, { bytes }) => sum + bytes, 0)

function batchesOf(groups: readonly SizedGroup[]): SizedTask[][] {
  const batches: SizedTask[][] = []
  let filledBytes = bytesPerBatch
  for (const { group, bytes } of groups) {
    if (filledBytes + bytes > bytesPerBatch || (batches.at(-1)?.length ?? 0) >= filesPerBatch) {
      batches.push([])
      filledBytes = 0
    }
    batches.at(-1)?.push(...group)
    filledBytes += bytes
  }
  return batches
}
