/** What a key or a piece of news makes of the screen's model, and what has to be done outside for it. Pure. */

import { needGroup } from '../core/process/fleet.ts'
import type { FleetAgentReport, FleetReport } from '../core/process/report.ts'
import type { LiveSessionState } from '../core/session/live-session.ts'
import type { EventCursor, SessionEvent } from '../core/session/session-event.ts'
import type { ReplayModel } from '../terminal/live-screen.ts'
import type { Line } from '../terminal/roles.ts'
import type { Target } from '../terminal/target.ts'
import type { Key } from './key.ts'
import type { OverviewSort, WatchModel } from './model.ts'
import { emptyFeed, mostEvents, mostEventsReading, overviewSorts } from './model.ts'
import { detailHeight } from './view/detail-screen.ts'
import { feedKinds } from './view/feed.ts'
import type { Frame } from './view/layout.ts'
import { chosenIndex, overviewAgents } from './view/overview-screen.ts'
import { entriesOf, topIndexOf } from './view/session-screen.ts'

export type News =
  | { readonly type: 'fleet'; readonly fleet: FleetReport }
  | { readonly type: 'today'; readonly usd: number | undefined }
  /** Another session is watched from now on. */
  | { readonly type: 'session'; readonly sessionId: string }
  | { readonly type: 'state'; readonly state: LiveSessionState }
  /** The newest page: what was held before is replaced. */
  | { readonly type: 'newest'; readonly events: readonly SessionEvent[]; readonly older: EventCursor | undefined }
  | { readonly type: 'older'; readonly events: readonly SessionEvent[]; readonly older: EventCursor | undefined }
  | { readonly type: 'events'; readonly events: readonly SessionEvent[] }
  | { readonly type: 'detail'; readonly event: SessionEvent }
  | { readonly type: 'ask-kill'; readonly target: Target; readonly nowMs: number }
  | { readonly type: 'message'; readonly lines: readonly Line[] }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'replay'; readonly replay: ReplayModel }

/** What the model can't do itself; controller.ts does it. */
export type Effect =
  | { readonly type: 'quit'; readonly exitCode: number }
  | { readonly type: 'watch'; readonly sessionId: string }
  | { readonly type: 'load-newest' }
  | { readonly type: 'load-older'; readonly before: EventCursor }
  | { readonly type: 'load-detail'; readonly cursor: EventCursor }
  | { readonly type: 'ask-kill'; readonly agentId: string }
  | { readonly type: 'kill'; readonly target: Target }
  | { readonly type: 'pin'; readonly agent: FleetAgentReport }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'replay'; readonly does: 'toggle' | 'faster' | 'slower' }

export interface Update {
  readonly model: WatchModel
  readonly effects: readonly Effect[]
}

const only = (model: WatchModel, ...effects: readonly Effect[]): Update => ({ model, effects })

export function onNews(model: WatchModel, news: News): WatchModel {
  const { feed } = model
  switch (news.type) {
    case 'fleet':
      return { ...model, fleet: news.fleet, tabs: tabsAfter(model, news.fleet) }
    case 'today':
      return { ...model, todayUsd: news.usd }
    case 'session':
      return watching(model, news.sessionId)
    case 'state':
      return { ...model, state: news.state }
    case 'newest':
      return {
        ...model,
        feed: { ...feed, events: news.events.slice(-mostEvents), older: news.older, isLoading: false, missed: 0 },
      }
    case 'older':
      return {
        ...model,
        feed: {
          ...feed,
          // Who reads this far back is not following: the newest are let go and read again at `g`.
          events: [...news.events, ...feed.events].slice(0, mostEventsReading),
          older: news.older,
          isLoading: false,
        },
      }
    case 'events':
      return { ...model, feed: withEvents(feed, news.events) }
    case 'detail':
      return model.overlay?.kind === 'detail' && model.overlay.event.cursor === news.event.cursor
        ? { ...model, overlay: { ...model.overlay, event: news.event } }
        : model
    case 'ask-kill':
      return {
        ...model,
        notice: undefined,
        overlay: { kind: 'kill', phase: 'asking', target: news.target, askedAtMs: news.nowMs },
      }
    case 'message':
      return { ...model, overlay: { kind: 'message', lines: news.lines } }
    case 'notice':
      return { ...model, notice: news.text }
    case 'replay':
      return { ...model, replay: news.replay }
    default:
      return news satisfies never
  }
}

/** Sessions keep their number while they live; new ones come last, gone ones leave, the watched one stays. */
function tabsAfter({ tabs, sessionId }: WatchModel, fleet: FleetReport): readonly string[] {
  // Those that wait or work first: they are what one switches to.
  const isAwake = (agent: FleetAgentReport) => ['waiting', 'working'].includes(needGroup(agent))
  const agents = [...fleet.processes.filter(isAwake), ...fleet.processes.filter((agent) => !isAwake(agent))]
  const live = agents.flatMap((agent) => agent.sessionId ?? [])
  const kept = tabs.filter((id) => live.includes(id) || id === sessionId)
  const next = [...kept, ...new Set(live.filter((id) => !kept.includes(id)))]
  return next.length === tabs.length && next.every((id, index) => id === tabs[index]) ? tabs : next
}

const watching = (model: WatchModel, sessionId: string): WatchModel => ({
  ...model,
  screen: 'session',
  sessionId,
  tabs: model.tabs.includes(sessionId) ? model.tabs : [...model.tabs, sessionId],
  state: undefined,
  feed: emptyFeed,
  overlay: undefined,
  typed: undefined,
  notice: undefined,
})

function withEvents(feed: WatchModel['feed'], news: readonly SessionEvent[]): WatchModel['feed'] {
  if (news.length === 0) return feed
  const events = [...feed.events, ...news]
  if (feed.isFollowing) {
    const kept = events.slice(-mostEvents)
    return { ...feed, events: kept, older: kept.length < events.length ? kept[0]?.cursor : feed.older }
  }
  // What is being read must not move away; what does not fit is read again at `g`.
  return { ...feed, events: events.slice(0, mostEventsReading), missed: feed.missed + news.length }
}

export function onKey(model: WatchModel, key: Key, frame: Frame): Update {
  if (key.name === 'interrupt') return only(model, { type: 'quit', exitCode: 130 })
  if (key.name === 'text' && [...key.text].length > 1) return onTyped(model, key.text, frame)
  if (model.typed !== undefined) return onTyping(model, model.typed, key)
  const quiet: WatchModel = { ...model, notice: undefined }
  if (model.overlay !== undefined) return onOverlayKey(quiet, key, frame)
  return (
    onCommonKey(quiet, key, frame) ??
    (model.screen === 'overview' ? onOverviewKey(quiet, key) : onFeedKey(quiet, key, frame))
  )
}

/** Typed faster than read, or pasted: one key after the other. */
function onTyped(model: WatchModel, text: string, frame: Frame): Update {
  return [...text].reduce<Update>(({ model: before, effects }, character) => {
    const key: Key = /[\r\n]/.test(character) ? { name: 'enter' } : { name: 'text', text: character }
    const next = onKey(before, key, frame)
    return { model: next.model, effects: [...effects, ...next.effects] }
  }, only(model))
}

function onTyping(model: WatchModel, typed: string, key: Key): Update {
  switch (key.name) {
    case 'text':
      return only(filtered({ ...model, typed: typed + key.text }, typed + key.text))
    case 'backspace': {
      const shorter = [...typed].slice(0, -1).join('')
      return only(filtered({ ...model, typed: shorter }, shorter))
    }
    case 'enter':
      return only({ ...model, typed: undefined })
    case 'escape':
      return only(filtered({ ...model, typed: undefined }, ''))
    default:
      return only(model)
  }
}

function filtered(model: WatchModel, filter: string): WatchModel {
  return model.screen === 'overview'
    ? { ...model, overview: { ...model.overview, filter, chosenId: undefined } }
    : { ...model, feed: { ...model.feed, filter, chosen: undefined, top: undefined } }
}

function onOverlayKey(model: WatchModel, key: Key, frame: Frame): Update {
  const { overlay } = model
  const closed = only({ ...model, overlay: undefined })
  if (overlay?.kind === 'kill') {
    if (overlay.phase === 'killing') return only(model)
    const isYes = key.name === 'text' && /^y$/i.test(key.text)
    if (isYes)
      return only({ ...model, overlay: { ...overlay, phase: 'killing' } }, { type: 'kill', target: overlay.target })
    return only({ ...model, overlay: undefined, notice: 'Nothing was sent.' })
  }
  if (key.name === 'text' && key.text === 'q') return only(model, { type: 'quit', exitCode: 0 })
  if (overlay?.kind !== 'detail') return closed
  const detail = { event: overlay.event, row: undefined, state: model.state, top: overlay.top }
  const last = Math.max(0, detailHeight(detail, frame) - frame.bodyRows)
  const by = scrollOf(key, frame.bodyRows)
  if (by === undefined) return closed
  const top = Math.max(0, Math.min(last, overlay.top + by))
  return only({ ...model, overlay: { ...overlay, top } })
}

/** Lines to move by; undefined when the key does not move. */
function scrollOf(key: Key, page: number): number | undefined {
  switch (key.name) {
    case 'up':
      return -1
    case 'down':
      return 1
    case 'page-up':
      return 1 - page
    case 'page-down':
      return page - 1
    case 'home':
      return Number.NEGATIVE_INFINITY
    case 'end':
      return Number.POSITIVE_INFINITY
    case 'text':
      return key.text === 'j'
        ? 1
        : key.text === ' '
          ? page - 1
          : key.text === 'g'
            ? Number.NEGATIVE_INFINITY
            : key.text === 'G'
              ? Number.POSITIVE_INFINITY
              : undefined
    default:
      return undefined
  }
}

/** Keys that mean the same on both screens; undefined for all others. */
function onCommonKey(model: WatchModel, key: Key, frame: Frame): Update | undefined {
  if (key.name === 'tab' || key.name === 'back-tab') return onTab(model, key.name === 'tab' ? 1 : -1, frame)
  if (key.name === 'escape') return only(filtered({ ...model, feed: { ...model.feed, kinds: 'all' } }, ''))
  if (key.name !== 'text') return undefined
  if (/^[1-9]$/.test(key.text)) return onNumber(model, Number(key.text))
  switch (key.text) {
    case 'q':
      return only(model, { type: 'quit', exitCode: 0 })
    case '?':
      return only({ ...model, overlay: { kind: 'keys' } })
    case '/':
      return only({ ...model, typed: model.screen === 'overview' ? model.overview.filter : model.feed.filter })
    case 'o':
      return onOverviewToggle(model)
    case 'k':
    case 'p':
    case 'c':
      return onAgentKey(model, key.text)
    default:
      return undefined
  }
}

function onOverviewToggle(model: WatchModel): Update {
  if (model.replay !== undefined) return only({ ...model, notice: 'A replay has no overview.' })
  if (model.screen === 'session') {
    const watched = model.fleet?.processes.find(({ sessionId }) => sessionId === model.sessionId)
    const chosenId = watched?.id ?? model.overview.chosenId
    return only({ ...model, screen: 'overview', overview: { ...model.overview, chosenId } })
  }
  return model.sessionId === undefined ? only(model) : only({ ...model, screen: 'session' })
}

/** In one pane tab changes it; else, and in the overview, it is the next session. */
function onTab(model: WatchModel, by: 1 | -1, { isSplit }: Frame): Update {
  if (!isSplit && model.screen === 'session') return only({ ...model, pane: model.pane === 'feed' ? 'state' : 'feed' })
  const { tabs, sessionId } = model
  const at = tabs.indexOf(sessionId ?? '')
  const next = tabs.at((at + by + tabs.length) % Math.max(1, tabs.length))
  return next === undefined || next === sessionId
    ? only({ ...model, screen: sessionId === undefined ? model.screen : 'session' })
    : watch(model, next)
}

function onNumber(model: WatchModel, number: number): Update {
  const next = model.tabs[number - 1]
  if (next === undefined) return only({ ...model, notice: `There is no session ${number}.` })
  return next === model.sessionId ? only({ ...model, screen: 'session' }) : watch(model, next)
}

const watch = (model: WatchModel, sessionId: string): Update =>
  model.replay === undefined ? only(watching(model, sessionId), { type: 'watch', sessionId }) : only(model)

/** Kill, pin and copy are about the chosen row, or the session that is watched. */
function onAgentKey(model: WatchModel, key: 'k' | 'p' | 'c'): Update {
  const agent = agentInFocus(model)
  if (key === 'c') {
    const command = agent?.resumeCommand ?? (model.screen === 'session' ? model.state?.resumeCommand : undefined)
    return command === undefined
      ? only({ ...model, notice: 'There is nothing to resume.' })
      : only(model, { type: 'copy', text: command })
  }
  if (agent === undefined) return only({ ...model, notice: 'No process of it runs.' })
  return key === 'k' ? only(model, { type: 'ask-kill', agentId: agent.id }) : only(model, { type: 'pin', agent })
}

function agentInFocus(model: WatchModel): FleetAgentReport | undefined {
  if (model.replay !== undefined) return undefined
  if (model.screen === 'session') return model.fleet?.processes.find(({ sessionId }) => sessionId === model.sessionId)
  const agents = overviewAgents(model.fleet, model.overview)
  return agents[chosenIndex(agents, model.overview)]
}

function onOverviewKey(model: WatchModel, key: Key): Update {
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

function onFeedKey(model: WatchModel, key: Key, frame: Frame): Update {
  const { feed } = model
  if (key.name === 'enter') return onEnter(model, frame)
  if (key.name === 'text') {
    switch (key.text) {
      case ' ':
        if (model.replay !== undefined) return only(model, { type: 'replay', does: 'toggle' })
        return feed.isFollowing ? pause(model, frame) : follow(model)
      case 'f': {
        const kinds = feedKinds[(feedKinds.indexOf(feed.kinds) + 1) % feedKinds.length] ?? 'all'
        return only({ ...model, feed: { ...feed, kinds, chosen: undefined, top: undefined } })
      }
      case 'g':
        return follow(model)
      case '+':
        return model.replay === undefined ? only(model) : only(model, { type: 'replay', does: 'faster' })
      case '-':
        return model.replay === undefined ? only(model) : only(model, { type: 'replay', does: 'slower' })
      default:
        break
    }
  }
  if (key.name === 'home') return follow(model)
  const by = scrollOf(key, frame.bodyRows)
  return by === undefined ? only(model) : move(model, by, frame)
}

/** The newest row of this moment stays the first. */
const pause = (model: WatchModel, frame: Frame): Update =>
  only({ ...model, feed: { ...model.feed, isFollowing: false, top: entriesOf(model, frame)[0]?.event.cursor } })

/** Back to the newest; what was let go meanwhile is read again. */
function follow(model: WatchModel): Update {
  const { feed } = model
  const next = { ...model, feed: { ...feed, isFollowing: true, missed: 0, chosen: undefined, top: undefined } }
  const isWhole = feed.events.length < mostEventsReading
  if (!isWhole) return only(next, { type: 'load-newest' })
  const events = feed.events.slice(-mostEvents)
  const older = events.length < feed.events.length ? events[0]?.cursor : feed.older
  return only({ ...next, feed: { ...next.feed, events, older } })
}

/** Moves the chosen row; the first move takes the first row that is seen. At the oldest one more are asked for. */
function move(model: WatchModel, by: number, frame: Frame): Update {
  const { feed } = model
  const entries = entriesOf(model, frame)
  if (entries.length === 0) return only(model)
  const found = entries.findIndex(({ event }) => event.cursor === feed.chosen)
  const top = topIndexOf(model, entries)
  const at = Math.max(
    0,
    Math.min(entries.length - 1, found < 0 ? (by > 0 && Number.isFinite(by) ? top + by - 1 : top + by) : found + by),
  )
  const rows = frame.bodyRows
  const nextTop = at < top ? at : at >= top + rows ? at - rows + 1 : top
  const next: WatchModel = {
    ...model,
    feed: {
      ...feed,
      isFollowing: false,
      chosen: entries[at]?.event.cursor,
      top: entries[nextTop]?.event.cursor,
    },
  }
  const isNearEnd = at + rows >= entries.length && feed.events.length < mostEventsReading
  return isNearEnd && feed.older !== undefined && !feed.isLoading
    ? only({ ...next, feed: { ...next.feed, isLoading: true } }, { type: 'load-older', before: feed.older })
    : only(next)
}

/** The chosen event, else the newest. */
function onEnter(model: WatchModel, frame: Frame): Update {
  const entries = entriesOf(model, frame)
  const entry = entries.find(({ event }) => event.cursor === model.feed.chosen) ?? entries[topIndexOf(model, entries)]
  if (entry === undefined) return only(model)
  const { event } = entry
  const shown: WatchModel = { ...model, overlay: { kind: 'detail', event, top: 0 } }
  return event.isCut === true ? only(shown, { type: 'load-detail', cursor: event.cursor }) : only(shown)
}
