/** What agents and their user write to one another, in the file in which prompts are. */
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { openUserStore } from '../prompts/user-store.ts'
import { createTeamStore, type TeamStore } from '../team/team-store.ts'

export function openTeam(dataDir: string, machine: string): Result<TeamStore, string> {
  const opened = openUserStore(dataDir)
  return opened.ok ? ok(createTeamStore(opened.value, machine)) : opened
}
