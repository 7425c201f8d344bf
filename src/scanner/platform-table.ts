import type { ProcessTable } from '../core/process/process.ts'

/** A process table that also says, in words for the user, what it could not find out at its last look. */
export interface PlatformTable extends ProcessTable {
  problems?(): readonly string[]
}
