/** Markers in time: "Shipped v2.0". Pure. */
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { plainText } from '../words/text.ts'

export interface Marker {
  readonly id: string
  readonly label: string
  /** ISO 8601 */
  readonly at: string
  /** Of this one alone; absent: of all. */
  readonly project?: string | undefined
  /** `tag`: a tag of a git repository. `event`: a program said so. */
  readonly source: 'user' | 'tag' | 'event'
}

export interface NewMarker {
  readonly label: string
  /** @default now */
  readonly at?: string | undefined
  readonly project?: string | undefined
}

export const longestLabel = 80
export const mostMarkers = 500

/** What it is to be called and when it was; else what is wrong. */
export function readMarker(
  { label, at, project }: NewMarker,
  nowMs: number,
): Result<{ readonly label: string; readonly atMs: number; readonly project?: string | undefined }, string> {
  const words = plainText(label).trim()
  if (words === '') return err('A marker needs a name: tce analytics mark "Shipped v2.0"')
  if (words.length > longestLabel) return err(`A marker's name has at most ${longestLabel} characters.`)
  const atMs = at === undefined ? nowMs : Date.parse(at)
  if (Number.isNaN(atMs))
    return err(`"${plainText(at ?? '')}" is no time. Allowed: 2026-11-17, 2026-11-17T09:30:00+01:00`)
  if (atMs > nowMs + 60_000) return err('A marker stands where something was: its time is yet to come.')
  return ok({ label: words, atMs, project })
}

/** The tags that no marker is there of yet. */
export function newTags(
  tags: readonly { readonly name: string; readonly atMs: number }[],
  known: readonly Marker[],
  project: string | undefined,
): readonly { readonly label: string; readonly atMs: number }[] {
  const there = new Set(
    known.filter((one) => one.source === 'tag' && one.project === project).map(({ label }) => label),
  )
  return tags
    .map(({ name, atMs }) => ({ label: plainText(name).slice(0, longestLabel), atMs }))
    .filter(({ label }) => label !== '' && !there.has(label))
}

/** Of a project those of all count, too. */
export const isMarkerOf =
  (project: string | undefined) =>
  (marker: Pick<Marker, 'project'>): boolean =>
    project === undefined || marker.project === undefined || marker.project === project
