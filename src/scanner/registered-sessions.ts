/** The sessions that the agents' registries show, living or left behind: whether somebody speaks of a session that there is. */
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { LiveSession } from '../agents/agent.ts'
import { readSmallFile } from '../storage/small-file.ts'
import type { RegistrySource } from './registry.ts'
import { maxEntryBytes, pidOfFileName } from './registry.ts'

export const registeredSessions = (sources: readonly RegistrySource[]): ReadonlySet<string> =>
  new Set(sources.flatMap(sessionsOf))

function sessionsOf(source: RegistrySource): readonly string[] {
  const {
    agent: { registry },
    configDir,
  } = source
  if (registry === undefined) return []
  const dir = registry.dir(configDir)
  return namesIn(dir).flatMap((name) => entryIn(source, join(dir, name))?.sessionId ?? [])
}

/** Undefined where there is none, or it is being rewritten. */
function entryIn({ agent: { registry } }: RegistrySource, path: string): LiveSession | undefined {
  if (pidOfFileName(basename(path)).length === 0) return undefined
  const file = readSmallFile(path, maxEntryBytes)
  const entry = file.ok ? registry?.decode(file.value) : undefined
  return entry?.ok ? entry.value : undefined
}

/** Of one session, several times a second: its entry is where it was, or all are read. */
export function createRegistryLook(sources: readonly RegistrySource[]): (sessionId: string) => LiveSession | undefined {
  const known = new Map<string, { readonly source: RegistrySource; readonly path: string }>()
  return function look(sessionId) {
    const place = known.get(sessionId)
    const there = place && entryIn(place.source, place.path)
    if (there?.sessionId === sessionId) return there
    known.delete(sessionId)
    for (const source of sources) {
      const dir = source.agent.registry?.dir(source.configDir)
      for (const name of dir === undefined ? [] : namesIn(dir)) {
        const path = join(dir ?? '', name)
        const entry = entryIn(source, path)
        if (entry?.sessionId !== sessionId) continue
        known.set(sessionId, { source, path })
        return entry
      }
    }
    return undefined
  }
}

/** No folder: that installation never ran. */
function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}
