/** What a file beside a session's log tells of it; nothing where it is not written, or gone. */
import { readFileSync } from 'node:fs'
import type { BesideFacts, BesideFile } from '../agents/session-source.ts'

export function besideFacts(beside: BesideFile | undefined, log: string): BesideFacts | undefined {
  if (beside === undefined) return undefined
  try {
    return beside.decode(readFileSync(beside.pathOf(log), 'utf8'))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return undefined
    throw cause
  }
}
