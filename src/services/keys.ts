/** Keys that programs send events with. Only its user makes them. */
import type { Actor } from '../core/audit/audit.ts'
import type { ApiKey, NewApiKey } from '../core/keys/api-key.ts'
import type { Result } from '../core/result.ts'

export interface KeyService {
  list(): Promise<readonly ApiKey[]>
  /** The secret is told here and nowhere else. */
  add(key: NewApiKey, actor: Actor): Promise<Result<{ readonly key: ApiKey; readonly secret: string }, string>>
  /** By its label or id. Undefined: there is none. */
  revoke(labelOrId: string, actor: Actor): Promise<ApiKey | undefined>
}
