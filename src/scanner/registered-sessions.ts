/** The sessions that the agents' registries show, living or left behind: whether somebody speaks of a session that there is. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RegistrySource } from './registry.ts'
import { maxEntryBytes, pidOfFileName } from './registry.ts'
import { readSmallFile } from './small-file.ts'

export const registeredSessions = (sources: readonly RegistrySource[]): ReadonlySet<string> =>
  new Set(sources.flatMap(sessionsOf))

function sessionsOf({ agent: { registry }, configDir }: RegistrySource): readonly string[] {
  if (registry === undefined) return []
  const dir = registry.dir(configDir)
  return namesIn(dir).flatMap((name) => {
    if (pidOfFileName(name).length === 0) return []
    const file = readSmallFile(join(dir, name), maxEntryBytes)
    const entry = file.ok ? registry.decode(file.value) : undefined
    return entry?.ok ? (entry.value.sessionId ?? []) : []
  })
}

/** No folder: that installation never ran. */
function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}
