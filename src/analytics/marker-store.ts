/** Markers on disk, in user.sqlite. */
import type { Marker } from '../core/analytics/marker.ts'
import type { KeptStore } from '../storage/kept-store.ts'
import type { Database } from '../storage/sqlite.ts'

export interface KeptMarker {
  readonly label: string
  readonly atMs: number
  readonly project?: string | undefined
  readonly source: Exclude<Marker['source'], 'event'>
}

export interface MarkerStore {
  /** Newest first. */
  all(): Promise<readonly Marker[]>
  add(markers: readonly KeptMarker[], nowMs: number): Promise<readonly Marker[]>
  /** Undefined: there is none. */
  remove(id: string): Promise<Marker | undefined>
  close(): Promise<void>
}

interface Row {
  readonly number: number
  readonly label: string
  readonly at_ms: number
  readonly project: string | null
  readonly source: string
}

export const createMarkerStore = (kept: KeptStore, machine: string): MarkerStore => ({
  all: () =>
    kept.read((database) =>
      (database.prepare('SELECT * FROM marker ORDER BY at_ms DESC, number DESC').all() as Row[]).map(markerOf),
    ),
  add: (markers, nowMs) =>
    kept.write((database) => {
      const add = database.prepare(
        `INSERT INTO marker (machine, agent, label, at_ms, project, source, created_ms) VALUES (?, '', ?, ?, ?, ?, ?)`,
      )
      return markers.flatMap(({ label, atMs, project, source }) => {
        const { lastInsertRowid } = add.run(machine, label, Math.round(atMs), project ?? null, source, nowMs)
        return find(database, String(lastInsertRowid)) ?? []
      })
    }),
  remove: (id) =>
    kept.write((database) => {
      const marker = find(database, id)
      if (marker !== undefined) database.prepare('DELETE FROM marker WHERE number = ?').run(Number(id))
      return marker
    }),
  close: () => kept.close(),
})

function find(database: Database, id: string): Marker | undefined {
  if (!/^\d{1,15}$/.test(id)) return undefined
  const row = database.prepare('SELECT * FROM marker WHERE number = ?').get(Number(id)) as Row | undefined
  return row && markerOf(row)
}

const markerOf = ({ number, label, at_ms, project, source }: Row): Marker => ({
  id: String(number),
  label,
  at: new Date(at_ms).toISOString(),
  project: project ?? undefined,
  source: source === 'tag' ? 'tag' : 'user',
})
