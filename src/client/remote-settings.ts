/** The settings of a running server. */
import { err, ok } from '../core/result.ts'
import type { SettingsChange, SettingsError, SettingsReport } from '../core/settings/settings.ts'
import type { SettingsService } from '../services/settings.ts'
import { bodyOf, refusalIn } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export const createRemoteSettings = (server: ServerClient): SettingsService => ({
  read: async () => bodyOf<SettingsReport>(await server.get('/api/settings'), 'settings'),
  async change(changes) {
    const answer = await server.post('/api/settings', { changes })
    const kind = kindOf(answer.status, refusalIn(answer.body)?.code)
    if (kind !== undefined) return err({ kind, message: refusalIn(answer.body)?.message ?? '' })
    return ok(bodyOf<SettingsChange>(answer, 'settings'))
  },
})

/** Undefined: it was changed, or failed for a reason that is none of these. */
function kindOf(status: number, code: string | undefined): SettingsError['kind'] | undefined {
  if (status === 400) return 'not-allowed'
  return code === 'not-editable' || code === 'not-written' ? code : undefined
}
