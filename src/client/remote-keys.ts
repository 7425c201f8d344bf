/** The keys of a running server. */
import type { ApiKey } from '../core/keys/api-key.ts'
import { err, ok } from '../core/result.ts'
import type { KeyService } from '../services/keys.ts'
import { bodyIfThere, bodyOf, refusalIn } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export const createRemoteKeys = (server: ServerClient): KeyService => ({
  list: async () => bodyOf<{ readonly keys: readonly ApiKey[] }>(await server.get('/api/keys'), 'keys').keys,
  async add(key) {
    const answer = await server.post('/api/keys', key)
    if (answer.status === 409) return err(refusalIn(answer.body)?.message ?? 'There is such a key already.')
    return ok(bodyOf<{ readonly key: ApiKey; readonly secret: string }>(answer, 'a key'))
  },
  revoke: async (labelOrId) => {
    const answer = await server.post('/api/keys/revoke', { key: labelOrId })
    return bodyIfThere<{ readonly key: ApiKey }>(answer, 'a key')?.key
  },
})
