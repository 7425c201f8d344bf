/**
 * The copy that is kept of the file before it is migrated: a thread of its own holds it as it is, then lays it beside while everybody goes
 * on. A file of gigabytes keeps nobody waiting.
 */
import { isToMigrate } from '../storage/sqlite.ts'
import { eventMigrations } from './event-schema.ts'
import { createEventThread } from './thread-calls.ts'
import type { ThreadData } from './thread-messages.ts'

export interface MigrationCopy {
  /** Why it could not be made; undefined when it is there. */
  make(): Promise<string | undefined>
  /** Also before it is made. */
  end(): Promise<void>
}

/** Undefined: there is nothing to migrate. */
export async function holdBeforeMigration(
  place: Pick<ThreadData, 'path' | 'machine'>,
): Promise<MigrationCopy | undefined> {
  if (!isToMigrate(place.path, eventMigrations)) return undefined
  const thread = createEventThread({ role: 'copy', ...place })
  await thread.call({ do: 'hold' })
  return {
    async make() {
      const problem = await thread.call({ do: 'copy' }).then(
        () => undefined,
        (cause: Error) => `No copy of ${place.path} was made before its schema changed: ${cause.message}.`,
      )
      await thread.end()
      return problem
    },
    end: thread.end,
  }
}
