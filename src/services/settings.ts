/** The settings in force, and changing them: written to config.toml, in force from the next scan on where that is possible. */
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'
import type { SettingChanges, SettingsChange, SettingsError, SettingsReport } from '../core/settings/settings.ts'

export interface SettingsService {
  read(): Promise<SettingsReport>
  change(changes: SettingChanges, actor: Actor): Promise<Result<SettingsChange, SettingsError>>
}
