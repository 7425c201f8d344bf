/** What its user keeps of sessions, in the file in which prompts are. */
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { openUserStore } from '../prompts/user-store.ts'
import { createSessionMarkStore, type SessionMarkStore } from '../sessions/session-mark-store.ts'

export function openSessionMarks(dataDir: string, machine: string): Result<SessionMarkStore, string> {
  const opened = openUserStore(dataDir)
  return opened.ok ? ok(createSessionMarkStore(opened.value, machine)) : opened
}
