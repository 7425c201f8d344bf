/** Documents as their readers ask for them: small ones are read again only when they changed. */
import type { Look } from '../agents/agent.ts'
import { type AgentFiles, diskFiles, namesOf } from './agent-files.ts'

const smallBytes = 16 << 10

export function documentLook(files: AgentFiles = diskFiles): Look {
  const known = new Map<string, { readonly mtimeMs: number; readonly text: string }>()
  return {
    namesIn: (dir) => namesOf(files, dir),
    textOf(path) {
      const stats = files.statOf(path)
      const before = known.get(path)
      if (before !== undefined && before.mtimeMs === stats?.mtimeMs) return before.text
      const text = files.textOf(path)
      if (stats !== undefined && text !== undefined && text.length < smallBytes)
        known.set(path, { mtimeMs: stats.mtimeMs, text })
      return text
    },
  }
}
