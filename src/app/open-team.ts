/** What agents and their user write to one another, in the file in which prompts are. */
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { promptMigrations } from '../prompts/prompt-schema.ts'
import { userPath } from '../prompts/user-path.ts'
import { openKeptStore } from '../storage/kept-store.ts'
import { createTeamStore, type TeamStore } from '../team/team-store.ts'

export function openTeam(dataDir: string, machine: string): Result<TeamStore, string> {
  const opened = openKeptStore({ path: userPath(dataDir), migrations: promptMigrations })
  return opened.ok ? ok(createTeamStore(opened.value, machine)) : err(opened.error.message)
}
