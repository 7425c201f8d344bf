/** Says one thing to an agent's host, on a line that is closed again. */
import type { HostTalk } from '../agents/hosting.ts'
import type { Result } from '../core/result.ts'
import { openHostLine } from './host-line.ts'

/** Fails with the reason, for a sentence. Never throws, never takes longer than its time limit. */
export type TalkToHost = <T>(socketPath: string, talk: HostTalk<T>) => Promise<Result<T, string>>

export const talkToHost: TalkToHost = async (socketPath, talk) => {
  const line = await openHostLine(socketPath)
  if (!line.ok) return line
  try {
    return await line.value.say(talk)
  } finally {
    line.value.close()
  }
}
