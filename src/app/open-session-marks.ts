/** What its user keeps of sessions, in the file in which prompts are; the names beside it, for looks. */
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { openUserStore } from '../prompts/user-store.ts'
import { createSessionMarkStore, type SessionMarkStore } from '../sessions/session-mark-store.ts'
import { createSessionNames } from '../sessions/session-names.ts'

export function openSessionMarks(dataDir: string, machine: string): Result<SessionMarkStore, string> {
  const opened = openUserStore(dataDir)
  if (!opened.ok) return opened
  const store = createSessionMarkStore(opened.value, machine)
  const names = createSessionNames(dataDir)
  return ok({
    ...store,
    async write(...marked) {
      await store.write(...marked)
      const [{ id }, { name }] = marked
      if (names.read().get(id) === name) return
      const named = [...(await store.all())].flatMap(([id, { name }]) =>
        name === undefined ? [] : [[id, name] as const],
      )
      await names.write(new Map(named))
    },
  })
}
