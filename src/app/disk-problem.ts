/** Why a file could not be written or read, where that is no bug: in a sentence, with what would help. */
import type { BackupProblem } from '../core/data/backup.ts'
import { isStorageProblem } from '../storage/sqlite.ts'

const full = /^(?:ENOSPC|EDQUOT|SQLITE_FULL)/

/** Throws what is a bug. */
export function diskProblem(cause: unknown, what: string): BackupProblem {
  const code = codeOf(cause)
  if (full.test(code))
    return { kind: 'no-room', message: `${what}: the disk is full.`, next: 'free some space, then try again' }
  if (!isStorageProblem(cause) && !/^E[A-Z]+$/.test(code)) throw cause
  return { kind: 'unusable', message: `${what}: ${cause instanceof Error ? cause.message : code}.` }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
