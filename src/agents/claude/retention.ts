/** How long Claude Code keeps conversations: settings.json, `cleanupPeriodDays`. */
import { isRecord } from '../json-fields.ts'

/** Where nothing is set. */
const usualDays = 30

export const retention = {
  /** In its data folder. */
  file: 'settings.json',
  /** In which what it removes lies, of its data folder. */
  folder: 'projects',
  setting: 'cleanupPeriodDays',
  /** Of the file's text; absent where there is none. */
  daysOf(text: string | undefined): number | 'not-json' {
    try {
      const json: unknown = text === undefined ? {} : JSON.parse(text)
      const days = isRecord(json) ? json['cleanupPeriodDays'] : undefined
      return typeof days === 'number' ? days : usualDays
    } catch {
      return 'not-json'
    }
  },
} as const
