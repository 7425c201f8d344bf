/** Which rules of advice are of no use to its user, in the file in which prompts are. */
import { createHiddenStore, type HiddenStore } from '../advice/hidden-advice.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { openUserStore } from '../prompts/user-store.ts'

export function openHiddenAdvice(dataDir: string, machine: string): Result<HiddenStore, string> {
  const opened = openUserStore(dataDir)
  return opened.ok ? ok(createHiddenStore(opened.value, machine)) : opened
}
