/** `tce backup` and `tce restore` on this machine's data, each in the audit log. */
import type { BackupTools } from '../cli/app-parts.ts'
import { createAuditLog } from '../control/audit.ts'
import { type AuditAction, ownUser } from '../core/audit/audit.ts'
import type { Config } from '../core/settings/config.ts'
import { backUp } from './back-up.ts'
import { openBackup } from './restore.ts'

export function createBackupTools({ configDir, dataDir }: Pick<Config, 'configDir' | 'dataDir'>): BackupTools {
  const folders = { configDir, dataDir }
  const audit = createAuditLog({ dataDir })
  const note = async (action: AuditAction, subject: string, message: string) => {
    const at = new Date().toISOString()
    await audit.append({ at, actor: ownUser('cli'), action, subject, outcome: 'done', message })
  }
  return {
    async backUp(options) {
      const made = await backUp(folders, options)
      const secrets = options.withSecrets ? 'with' : 'without'
      if (made.ok) await note('data.backup', made.value.file, `${made.value.bytes} bytes, ${secrets} secrets.`)
      return made
    },
    async open(file) {
      const opened = await openBackup(folders, file)
      if (!opened.ok) return opened
      return {
        ...opened,
        value: {
          ...opened.value,
          async restore() {
            const restored = await opened.value.restore()
            if (!restored.ok) return restored
            // Into the log as it is now, which came from the backup.
            const { at, putAside } = restored.value
            const before = putAside === undefined ? 'Nothing was there before.' : `What was there is in ${putAside}.`
            await note('data.restore', file, `As of ${at}. ${before}`)
            return restored
          },
        },
      }
    },
  }
}
