/** What status lines print of ours: left beside what they were given, good for a minute. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { privateFileMode } from '../storage/private-file.ts'

/** The script prints nothing that is older. */
export const lineGoodForSeconds = 60

export interface LinesLeft {
  readonly pid: number
  /** One line; undefined: none is to be printed. */
  readonly text: string | undefined
}

/** Where the disk takes nothing, or the folder is gone, there is no line: nothing else is lost by it. */
export function leaveLines(dir: string, lines: readonly LinesLeft[], nowMs: number): void {
  const until = Math.floor(nowMs / 1000) + lineGoodForSeconds
  for (const { pid, text } of lines) {
    const [path, draft] = [join(dir, `${pid}.line`), join(dir, `.${pid}.line.tmp`)]
    try {
      if (text === undefined || text === '') rmSync(path, { force: true })
      else {
        writeFileSync(draft, `${until}\n${text.replaceAll(/[\r\n]+/g, ' ')}\n`, { mode: privateFileMode })
        renameSync(draft, path)
      }
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause)) throw cause
      return
    }
  }
}
