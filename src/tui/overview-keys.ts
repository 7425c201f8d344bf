/** The keys of the overview. Pure. */
import type { Key } from './key.ts'
import type { OverviewSort, WatchModel } from './model.ts'
import { overviewSorts } from './model.ts'
import type { Update } from './step.ts'
import { only, scrollOf, watch } from './step.ts'
import { chosenIndex, overviewAgents } from './view/overview-screen.ts'

/** The session that was watched is the row that is chosen. */
export function openOverview(model: WatchModel): WatchModel {
  const watched = model.fleet?.processes.find(({ sessionId }) => sessionId === model.sessionId)
  return { ...model, overview: { ...model.overview, chosenId: watched?.id ?? model.overview.chosenId } }
}

export function onOverviewKey(model: WatchModel, key: Key): Update {
  const agents = overviewAgents(model.fleet, model.overview)
  const at = chosenIndex(agents, model.overview)
  if (key.name === 'enter') {
    const agent = agents[at]
    if (agent === undefined) return only(model)
    if (agent.sessionId === undefined)
      return only({ ...model, notice: `${agent.project ?? agent.pid} has no session that could be watched.` })
    return agent.sessionId === model.sessionId && model.state !== undefined
      ? only({ ...model, screen: 'session' })
      : watch(model, agent.sessionId)
  }
  if (key.name === 'text' && key.text === 's')
    return only({ ...model, overview: { ...model.overview, sort: nextSort(model.overview.sort) } })
  const by = scrollOf(key, 10)
  if (by === undefined) return only(model)
  const chosen = agents[Math.max(0, Math.min(agents.length - 1, at + by))]
  return only({ ...model, overview: { ...model.overview, chosenId: chosen?.id } })
}

const nextSort = (sort: OverviewSort): OverviewSort =>
  overviewSorts[(overviewSorts.indexOf(sort) + 1) % overviewSorts.length] ?? 'need'
