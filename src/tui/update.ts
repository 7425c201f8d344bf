/** What a key or a piece of news makes of the screen's model, and what has to be done outside for it. Pure. */

import { needGroup } from '../core/process/fleet.ts'
import type { FleetReport } from '../core/process/report.ts'
import type { LiveSessionState } from '../core/session/live-session.ts'
import type { EventCursor, SessionEvent } from '../core/session/session-event.ts'
import type { ReplayModel } from '../terminal/live-screen.ts'
import type { Line } from '../terminal/roles.ts'
import type { Target } from '../terminal/target.ts'
import type { Key } from './key.ts'
import type { ScreenName, WatchModel } from './model.ts'
import { mostEvents, mostEventsReading } from './model.ts'
import { screenNames, screens } from './screens.ts'
import type { Update } from './step.ts'
import { only, scrollOf, watch, watching } from './step.ts'
import { onTaskAction, withTasks } from './tasks/task-actions.ts'
import { keyName } from './tasks/tasks-keys.ts'
import { onTaskNews, type TaskNews } from './tasks/tasks-news.ts'
import { detailHeight } from './view/detail-screen.ts'
import type { Frame } from './view/layout.ts'
import { type OverviewRow, overviewRows } from './view/overview-rows.ts'

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
  | { readonly type: 'tasks'; readonly news: TaskNews }

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
    case 'tasks': {
      const tasks = onTaskNews(model.tasks, news.news)
      return tasks === model.tasks ? model : { ...model, tasks }
    }
    default:
      return news satisfies never
  }
}

/** Sessions keep their number while they live; new ones come last, gone ones leave, the watched one stays. */
function tabsAfter({ tabs, sessionId }: WatchModel, fleet: FleetReport): readonly string[] {
  // Those that wait or work first: they are what one switches to.
  const isAwake = ({ of }: OverviewRow) =>
    of.kind === 'agent' ? ['waiting', 'working'].includes(needGroup(of.agent)) : of.session.activity === 'busy'
  const rows = overviewRows(fleet, { filter: '', sort: 'need' })
  const sorted = [...rows.filter(isAwake), ...rows.filter((row) => !isAwake(row))]
  const live = sorted.flatMap((row) => row.sessionId ?? [])
  const kept = tabs.filter((id) => live.includes(id) || id === sessionId)
  const next = [...kept, ...new Set(live.filter((id) => !kept.includes(id)))]
  return next.length === tabs.length && next.every((id, index) => id === tabs[index]) ? tabs : next
}

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
  const isText = model.screen === 'tasks' && takesText(model.tasks.overlay)
  if (key.name === 'text' && [...key.text].length > 1 && !isText) return onTyped(model, key.text, frame)
  const led = model.screen === 'tasks' || model.replay !== undefined ? undefined : onLeader(model, key)
  if (led !== undefined) return led
  if (model.screen === 'tasks') return screens.tasks.onKey({ ...model, notice: undefined }, key, frame)
  if (model.typed !== undefined) return onTyping(model, model.typed, key)
  const quiet: WatchModel = { ...model, notice: undefined }
  if (model.overlay !== undefined) return onOverlayKey(quiet, key, frame)
  return onCommonKey(quiet, key, frame) ?? screens[model.screen].onKey(quiet, key, frame)
}

/** Typed faster than read, or pasted: one key after the other. */
function onTyped(model: WatchModel, text: string, frame: Frame): Update {
  return [...text].reduce<Update>(({ model: before, effects }, character) => {
    const key = keyOfCharacter(character)
    const next = onKey(before, key, frame)
    return { model: next.model, effects: [...effects, ...next.effects] }
  }, only(model))
}

function keyOfCharacter(character: string): Key {
  if (/[\r\n]/.test(character)) return { name: 'enter' }
  const code = character.charCodeAt(0)
  if (code === 3) return { name: 'interrupt' }
  return code > 0 && code < 0x20 && code !== 0x1b
    ? { name: 'ctrl', text: String.fromCharCode(code + 0x40).toLowerCase() }
    : { name: 'text', text: character }
}

/** The leader beside agents: what it leads to is tasks, and on their screen. */
function onLeader(model: WatchModel, key: Key): Update | undefined {
  const { keymap, isLed } = model.tasks
  const name = keyName(key)
  if (!isLed) return name === keymap.leader ? only(withTasks(model, { isLed: true })) : undefined
  const free = withTasks({ ...model, notice: undefined, overlay: undefined, typed: undefined }, { isLed: false })
  const action = keymap.led[name]
  if (action === 'keys') return only({ ...free, overlay: { kind: 'keys' } })
  if (action === 'agents') return onTaskAction(free, action)
  const leads = action === 'tasks' || action === 'palette' || action === 'settings' || action === 'next-waiting'
  return leads ? onTaskAction({ ...free, screen: 'tasks' }, action) : only(free)
}

/** What is pasted there is text, whatever is in it. */
const takesText = (overlay: WatchModel['tasks']['overlay']): boolean =>
  overlay?.kind === 'typing' ||
  overlay?.kind === 'form' ||
  overlay?.kind === 'palette' ||
  (overlay?.kind === 'diff' && overlay.diff.typed !== undefined)

function onTyping(model: WatchModel, typed: string, key: Key): Update {
  switch (key.name) {
    case 'text':
      return only(screens[model.screen].withFilter({ ...model, typed: typed + key.text }, typed + key.text))
    case 'backspace': {
      const shorter = [...typed].slice(0, -1).join('')
      return only(screens[model.screen].withFilter({ ...model, typed: shorter }, shorter))
    }
    case 'enter':
      return only({ ...model, typed: undefined })
    case 'escape':
      return only(screens[model.screen].withFilter({ ...model, typed: undefined }, ''))
    default:
      return only(model)
  }
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

/** Keys that mean the same on every screen; undefined for all others. */
function onCommonKey(model: WatchModel, key: Key, frame: Frame): Update | undefined {
  if (key.name === 'tab' || key.name === 'back-tab') return onTab(model, key.name === 'tab' ? 1 : -1, frame)
  if (key.name === 'escape')
    return only(screens[model.screen].withFilter({ ...model, feed: { ...model.feed, kinds: 'all' } }, ''))
  if (key.name !== 'text') return undefined
  if (/^[1-9]$/.test(key.text)) return onNumber(model, Number(key.text))
  switch (key.text) {
    case 'q':
      return only(model, { type: 'quit', exitCode: 0 })
    case '?':
      return only({ ...model, overlay: { kind: 'keys' } })
    case '/':
      return only({ ...model, typed: screens[model.screen].filterOf(model) })
    case 'k':
    case 'p':
    case 'c':
    case 't':
      return onAgentKey(model, key.text)
    default: {
      const screen = screenNames.find((name) => screens[name].key === key.text)
      return screen && toggleScreen(model, screen)
    }
  }
}

function toggleScreen(model: WatchModel, name: ScreenName): Update {
  const { title, open } = screens[name]
  if (model.replay !== undefined) return only({ ...model, notice: `A replay has no ${title}.` })
  if (model.screen !== name) return only({ ...model, ...open?.(model), screen: name })
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

/** Kill, pin, copy and going to its terminal are about the chosen row, or the session that is watched. */
function onAgentKey(model: WatchModel, key: 'k' | 'p' | 'c' | 't'): Update {
  const row = model.replay === undefined ? screens[model.screen].rowOf(model) : undefined
  if (key === 'c') {
    const command = row?.resumeCommand ?? (model.screen === 'session' ? model.state?.resumeCommand : undefined)
    return command === undefined
      ? only({ ...model, notice: 'There is nothing to resume.' })
      : only(model, { type: 'copy', text: command })
  }
  if (row?.of.kind === 'session') {
    const deed = { k: 'ended', p: 'pinned', t: 'shown' }[key]
    return only({ ...model, notice: `No process of it is seen: it can't be ${deed} from here.` })
  }
  if (row === undefined) return only({ ...model, notice: 'No process of it runs.' })
  const { agent } = row.of
  if (key === 'k') return only(model, { type: 'ask-kill', agentId: agent.id })
  return only(model, { type: key === 'p' ? 'pin' : 'jump', agent })
}
