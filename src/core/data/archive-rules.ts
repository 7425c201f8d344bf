/** When what an agent wrote is archived, how long that is kept, and when there is too much of it. Pure. */
import { hours } from '../time/duration.ts'

/** `[history] keep`: since a session was written last. */
export const keepChoices = ['forever', '30d', '90d', '180d', '365d', '730d'] as const
export type KeepFor = (typeof keepChoices)[number]

const dayMs = hours(24)

/** Undefined: for ever. */
export const keepMsOf = (keep: string): number | undefined => {
  const days = /^(\d+)d$/.exec(keep)?.[1]
  return days === undefined ? undefined : Number(days) * dayMs
}

/** `[history] archive_after`: since a session's last record; then it is put away. */
export const putAwayChoices = ['1d', '3d', '7d', '14d', '30d', '90d', 'never'] as const

/** Undefined: never by itself. */
export const putAwayMsOf: (after: string) => number | undefined = keepMsOf

/**
 * A file is archived once it was quiet for so long: a day, sooner where its agent deletes so early that a day might be too late.
 * `deletesAfterDays`: undefined where it deletes nothing by itself.
 */
export const quietMs = (deletesAfterDays: number | undefined): number =>
  deletesAfterDays === undefined ? dayMs : Math.min(dayMs, Math.max(hours(1), (deletesAfterDays * dayMs) / 4))

export type Fullness = 'roomy' | 'nearly-full' | 'full'

/** At 90 % of what it may take it is said; at 100 % nothing more is archived. */
export const fullnessOf = (bytes: number, maxBytes: number): Fullness =>
  bytes >= maxBytes ? 'full' : bytes >= 0.9 * maxBytes ? 'nearly-full' : 'roomy'

/** Why the next file was not archived: what is there may still be less than the limit. */
export const noMoreFits = 'The archive is as large as it may be.'

export interface ArchivedFile {
  readonly bytes: number
  readonly changedMs: number
}

/** Whether what a file says now takes the place of what is archived of it. Lines are only added: a shorter file lost some. */
export function replacesArchived(kept: ArchivedFile | undefined, now: ArchivedFile, isRewritten: boolean): boolean {
  if (kept === undefined) return true
  if (kept.bytes === now.bytes && kept.changedMs === now.changedMs) return false
  return isRewritten || now.bytes >= kept.bytes
}
