/** The agent that started this program, if one did. Looked for once, and only by who is about to change something. */
import type { Platform } from '../agents/agent.ts'
import type { InsideAgent } from '../core/rights/agent-rights.ts'

let found: Promise<InsideAgent | undefined> | undefined

export function insideAgent(): Promise<InsideAgent | undefined> {
  found ??= find()
  return found
}

async function find(): Promise<InsideAgent | undefined> {
  const [{ findInsideAgent }, { createProcessTable }, { agents }] = await Promise.all([
    import('../control/inside-agent.ts'),
    import('../scanner/process-table.ts'),
    import('../agents/index.ts'),
  ])
  return findInsideAgent(createProcessTable(), Object.values(agents), process.platform as Platform)
}
