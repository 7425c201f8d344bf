import type { Result } from '../core/result.ts'
import { err } from '../core/result.ts'
import { type KeptStore, openKeptStore } from '../storage/kept-store.ts'
import { promptMigrations } from './prompt-schema.ts'
import { userPath } from './user-path.ts'

/** user.sqlite, whoever asks for what of it; else why it can't be used. */
export function openUserStore(dataDir: string): Result<KeptStore, string> {
  const opened = openKeptStore({ path: userPath(dataDir), migrations: promptMigrations })
  return opened.ok ? opened : err(opened.error.message)
}
