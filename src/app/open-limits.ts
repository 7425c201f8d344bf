/** How limits were used, opened and read. */
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { openLimitBook } from '../limits/limit-book.ts'
import { openLimitStore } from '../limits/limit-store.ts'
import type { OpenLimits } from '../services/local/limits.ts'

export async function openLimits(dataDir: string, machine: string): Promise<Result<OpenLimits, string>> {
  const store = openLimitStore(dataDir, machine)
  if (!store.ok) return store
  const book = await openLimitBook(store.value)
  return ok({ store: store.value, book, close: () => store.value.close() })
}
