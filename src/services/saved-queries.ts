/** Queries over events that their user keeps under a name. */
import type { Actor } from '../core/audit/audit.ts'
import type { SavedQuery } from '../core/captured/saved-query.ts'
import type { Result } from '../core/result.ts'

export interface SavedQueryService {
  /** By name. */
  list(): Promise<readonly SavedQuery[]>
  /** In the place of one of that name. Else the reason in a sentence. */
  save(query: SavedQuery, actor: Actor): Promise<Result<SavedQuery, string>>
  /** Undefined: there is none of that name. */
  remove(name: string, actor: Actor): Promise<SavedQuery | undefined>
}
