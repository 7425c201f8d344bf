/** All sessions of this machine whose texts may be searched: without those that their user wants forgotten. */
import { dirname } from 'node:path'
import type { RecordSource } from '../agents/machine-sources.ts'
import { type AgentTexts, createSessionTexts } from '../sessions/session-texts.ts'
import { forgottenSessionsIn } from '../storage/forgotten-sessions.ts'

/** `path` is the index, which lies in the data folder. */
export function rememberedTexts(path: string, sources: readonly RecordSource[]): () => readonly AgentTexts[] {
  const texts = createSessionTexts(sources)
  const forgotten = forgottenSessionsIn(dirname(path))
  return () => {
    const left = forgotten()
    return left.size === 0 ? texts() : texts().filter(({ sessionId }) => !left.has(sessionId))
  }
}
