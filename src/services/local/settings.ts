/** The settings of this machine; each change is in the audit log before the answer. */
import type { Actor } from '../../core/audit/audit.ts'
import { by } from '../../core/events/event.ts'
import type { Result } from '../../core/result.ts'
import type { SettingChanges, SettingsChange, SettingsError } from '../../core/settings/settings.ts'
import type { SettingsService } from '../settings.ts'
import type { LocalBus } from './bus.ts'
import type { LocalLog } from './log.ts'

/** app/settings-store.ts */
export interface SettingsBook extends Pick<SettingsService, 'read'> {
  change(changes: SettingChanges): Promise<Result<SettingsChange, SettingsError>>
}

export function auditedSettings(book: SettingsBook, log: Pick<LocalLog, 'record'>): SettingsService {
  return {
    read: () => book.read(),
    async change(changes: SettingChanges, actor: Actor) {
      const changed = await book.change(changes)
      await log.record({
        action: 'settings.change',
        actor,
        subject: Object.keys(changes).join(', '),
        outcome: changed.ok ? 'done' : changed.error.kind,
        message: changed.ok ? changesInWords(changes) : changed.error.message,
      })
      return changed
    },
  }
}

/** Where somebody may follow. */
export const toldSettings = (settings: SettingsService, bus: Pick<LocalBus, 'append'>): SettingsService => ({
  read: () => settings.read(),
  async change(changes, actor) {
    const changed = await settings.change(changes, actor)
    if (changed.ok) bus.append({ type: 'settings.changed', data: { keys: Object.keys(changes), ...by(actor) } })
    return changed
  },
})

const changesInWords = (changes: SettingChanges): string =>
  Object.entries(changes)
    .map(([key, value]) => (value === null ? `${key} is the default again.` : `${key} is ${JSON.stringify(value)}.`))
    .join(' ')
