/** Where an agent's databases lie: those that are there now. */
import { join } from 'node:path'
import type { DatabaseSessions } from '../../agents/session-source.ts'
import { namesIn } from '../../storage/look.ts'

interface Places {
  readonly sessions: DatabaseSessions
  readonly dataDirs: readonly string[]
}

export const databasePaths = ({ sessions, dataDirs }: Places): readonly string[] =>
  dataDirs
    .flatMap((dir) => sessions.folders(dir))
    .flatMap((dir) =>
      namesIn(dir)
        .filter((name) => sessions.isFile(name))
        .map((name) => join(dir, name)),
    )
