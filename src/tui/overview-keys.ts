/** The keys of the overview. Pure. */
import type { Key } from './key.ts'
import type { OverviewSort, WatchModel } from './model.ts'
import { overviewSorts } from './model.ts'
import type { Update } from './step.ts'
import { only, scrollOf, watch } from './step.ts'
import { chosenIndex, overviewRows, rowOfSession } from './view/overview-rows.ts'

/** The session that was watched is the row that is chosen. */
export function openOverview(model: WatchModel): WatchModel {
  const watched = rowOfSession(model.fleet, model.sessionId)
  return { ...model, overview: { ...model.overview, chosenId: watched?.id ?? model.overview.chosenId } }
}

export function onOverviewKey(model: WatchModel, key: Key): Update {
  const rows = overviewRows(model.fleet, model.overview)
  const at = chosenIndex(rows, model.overview)
  if (key.name === 'enter') {
    const row = rows[at]
    if (row === undefined) return only(model)
    if (row.sessionId === undefined)
      return only({ ...model, notice: `${row.project} has no session that could be watched.` })
    return row.sessionId === model.sessionId && model.state !== undefined
      ? only({ ...model, screen: 'session' })
      : watch(model, row.sessionId)
  }
  if (key.name === 'text' && key.text === 's')
    return only({ ...model, overview: { ...model.overview, sort: nextSort(model.overview.sort) } })
  const by = scrollOf(key, 10)
  if (by === undefined) return only(model)
  const chosen = rows[Math.max(0, Math.min(rows.length - 1, at + by))]
  return only({ ...model, overview: { ...model.overview, chosenId: chosen?.id } })
}

const nextSort = (sort: OverviewSort): OverviewSort =>
  overviewSorts[(overviewSorts.indexOf(sort) + 1) % overviewSorts.length] ?? 'need'
