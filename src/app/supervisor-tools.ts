/** `tce supervisor` on this machine; whoever ends one is in the audit log. */
import type { SupervisorTools } from '../cli/app-parts.ts'
import { createAuditLog } from '../control/audit.ts'
import { ownUser } from '../core/audit/audit.ts'
import type { Config } from '../core/settings/config.ts'
import { plural } from '../core/words/format.ts'
import { openOwnTerminals } from './own-terminals.ts'

export function createSupervisorTools({ dataDir }: Pick<Config, 'dataDir'>): SupervisorTools {
  const terminals = openOwnTerminals({ dataDir })
  const audit = createAuditLog({ dataDir })
  return {
    supervisors: terminals.supervisors,
    close: terminals.close,
    async stop(supervisor) {
      const stopped = await terminals.stop(supervisor)
      const message = stopped.ok ? `${plural(stopped.value.length, 'program')} ended with it.` : stopped.error.message
      await audit.append({
        ...{ at: new Date().toISOString(), actor: ownUser('cli'), action: 'supervisor.stop' },
        ...{ subject: `supervisor ${supervisor.pid}`, outcome: stopped.ok ? 'done' : 'failed', message },
      })
      return stopped
    },
  }
}
