/** Markers, in the file in which prompts are. */
import { createMarkerStore, type MarkerStore } from '../analytics/marker-store.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { openUserStore } from '../prompts/user-store.ts'

export function openMarkers(dataDir: string, machine: string): Result<MarkerStore, string> {
  const opened = openUserStore(dataDir)
  return opened.ok ? ok(createMarkerStore(opened.value, machine)) : opened
}
