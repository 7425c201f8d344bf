/** Each key that is made or revoked is in the audit log; the key itself never. */
import type { ApiKey, NewApiKey } from '../../core/keys/api-key.ts'
import type { Result } from '../../core/result.ts'
import type { KeyService } from '../keys.ts'
import type { LocalLog } from './log.ts'

/** control/api-keys.ts */
export interface KeyStore {
  list(): Promise<readonly ApiKey[]>
  add(key: NewApiKey): Promise<Result<{ readonly key: ApiKey; readonly secret: string }, string>>
  revoke(labelOrId: string): Promise<ApiKey | undefined>
}

export const createKeys = (store: KeyStore, log: Pick<LocalLog, 'record'>): KeyService => ({
  list: () => store.list(),
  async add(key, actor) {
    const added = await store.add(key)
    if (added.ok)
      await log.record({
        action: 'key.add',
        actor,
        subject: key.label,
        outcome: 'done',
        message: inWords(added.value.key),
      })
    return added
  },
  async revoke(labelOrId, actor) {
    const key = await store.revoke(labelOrId)
    if (key !== undefined) {
      const message = `The key that ended in ${key.last4} is good for nothing any more.`
      await log.record({ action: 'key.revoke', actor, subject: key.label, outcome: 'done', message })
    }
    return key
  },
})

const inWords = ({ last4, source, mayRead }: ApiKey): string =>
  `It ends in ${last4}, sends events as ${source ?? 'any source'}${mayRead ? ' and reads events' : ''}.`
