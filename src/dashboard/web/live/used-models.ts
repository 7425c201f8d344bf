/** All models that were ever used, as the last report tells: each keeps its colour by them. */
import type { UsageReport } from '../../../core/usage/usage.ts'
import { signal } from '../store.ts'

export const usedModels = signal<UsageReport['models']>([])

/** The same list is no news: nothing is drawn anew. */
export function learnModels(models: UsageReport['models']): void {
  if (JSON.stringify(models) !== JSON.stringify(usedModels.value)) usedModels.value = models
}
