/** Documents as their readers ask for them: small ones are read again only when they changed. */
import { readFileSync } from 'node:fs'
import type { Look } from '../agents/agent.ts'
import { namesIn, statOf } from './look.ts'

const smallBytes = 16 << 10

export function documentLook(): Look {
  const known = new Map<string, { readonly mtimeMs: number; readonly text: string }>()
  return {
    namesIn,
    textOf(path) {
      const stats = statOf(path)
      const before = known.get(path)
      if (before !== undefined && before.mtimeMs === stats?.mtimeMs) return before.text
      try {
        const text = readFileSync(path, 'utf8')
        if (stats !== undefined && text.length < smallBytes) known.set(path, { mtimeMs: stats.mtimeMs, text })
        return text
      } catch {
        return undefined // gone meanwhile
      }
    },
  }
}
