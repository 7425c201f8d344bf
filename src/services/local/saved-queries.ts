/** Each query that is saved or removed is in the audit log. */
import type { SavedQuery } from '../../core/captured/saved-query.ts'
import type { Result } from '../../core/result.ts'
import type { SavedQueryService } from '../saved-queries.ts'
import type { LocalLog } from './log.ts'

/** control/saved-queries.ts */
export interface SavedQueryStore {
  list(): Promise<readonly SavedQuery[]>
  save(query: SavedQuery): Promise<Result<SavedQuery, string>>
  remove(name: string): Promise<SavedQuery | undefined>
}

export const createQueryService = (store: SavedQueryStore, log: Pick<LocalLog, 'record'>): SavedQueryService => ({
  list: () => store.list(),
  async save(query, actor) {
    const saved = await store.save(query)
    if (saved.ok) {
      const message = `It asks for ${saved.value.query || 'everything'}.`
      await log.record({ action: 'query.save', actor, subject: saved.value.name, outcome: 'done', message })
    }
    return saved
  },
  async remove(name, actor) {
    const removed = await store.remove(name)
    if (removed !== undefined) {
      const message = `It asked for ${removed.query || 'everything'}.`
      await log.record({ action: 'query.remove', actor, subject: name, outcome: 'done', message })
    }
    return removed
  },
})
