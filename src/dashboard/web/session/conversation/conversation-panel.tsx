/** The conversation of a session as it grows: followed to its end, or read anywhere while the end is told in a number. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { mainLane } from '../../../../core/session/session-event.ts'
import { plainText } from '../../../../core/words/text.ts'
import { announce } from '../../announcer.tsx'
import { useKeys } from '../../keys.ts'
import { Link, setQuery } from '../../navigation.tsx'
import { AskFailed } from '../../parts/ask-failed.tsx'
import { Icon, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { SearchField } from '../../parts/search-field.tsx'
import { Segments } from '../../parts/segments.tsx'
import { SkeletonRows } from '../../parts/skeleton.tsx'
import { useTyped } from '../../parts/use-typed.ts'
import { type ListHandle, VirtualList } from '../../parts/virtual-list.tsx'
import type { Route } from '../../route.ts'
import type { LiveSession } from '../live/live-session.ts'
import { readAddress } from './address.ts'
import { startOfDay } from './day.ts'
import { type Show, shownRows, shows, showWords } from './filters.ts'
import { Row } from './row.tsx'
import { estimateHeightPx } from './row-height.ts'
import type { RowView } from './row-view.ts'
import { askRow, type ConversationRow, GrowingRows, withAsk } from './rows.ts'
import { isOpenAtFirst } from './tool-detail.ts'
import { useFeed } from './use-feed.ts'
import { useRowKeys } from './use-row-keys.ts'
import { useRowState } from './use-row-state.ts'

interface ConversationPanelProps {
  readonly session: LiveSession
  readonly route: Route
}

export function ConversationPanel({ session, route }: ConversationPanelProps) {
  const address = useMemo(() => readAddress(route.query, location.hash), [route])
  const { event: target, lane, show, search } = address
  const { state, isLive } = session.view
  const [isFollowing, setIsFollowing] = useState(target === undefined)
  const list = useRef<ListHandle | null>(null)
  /** Events that had come when the reader left the end. */
  const [leftAt, setLeftAt] = useState(0)
  const following = useRef(isFollowing)
  following.current = isFollowing

  const seen = useCallback((): string | undefined => {
    if (following.current) return undefined
    const key = list.current?.firstSeenKey()
    return key?.replace(/^(?:day|par)-/, '')
  }, [])
  // Another filter or lane keeps the place where it can.
  const opensAt = useRef(target)
  const { feed, view } = useFeed(session, { lane, show, search, at: opensAt.current, onResync: seen })
  const { window, phase } = view

  // The state's steps are looked at when events come; they alone change no row.
  const latestState = useRef(state)
  latestState.current = state
  const hasState = state !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: another feed or the first state makes all rows anew.
  const growing = useMemo(() => new GrowingRows(), [feed, hasState])
  const eventRows = useMemo(
    () => shownRows(growing.update(window.events, { state: latestState.current, startOfDay }), show),
    [growing, window.events, show],
  )
  const ask =
    lane === mainLane && show === 'all' && search === '' && window.after === undefined ? askRow(state) : undefined
  const askKey = ask && JSON.stringify(ask)
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal questions are one.
  const rows = useMemo(() => withAsk(eventRows, ask), [eventRows, askKey])

  const rowState = useRowState(session.source)
  const follow = useCallback(
    (wanted: boolean) => {
      setIsFollowing(wanted)
      setLeftAt(feed.view.arrived)
      if (wanted && route.query['event'] !== undefined) setQuery({ event: '' }, { replace: true })
      if (wanted && feed.view.window.after !== undefined) void feed.openNewest()
    },
    [feed, route],
  )
  const toggleFollow = () => {
    follow(!isFollowing)
    announce(isFollowing ? 'No longer following' : 'Following')
  }

  const targetKey = useTargetKey(rows, target)
  // biome-ignore lint/correctness/useExhaustiveDependencies: an address is gone to once, and again when it is another.
  useEffect(() => {
    opensAt.current = undefined
    if (target === undefined) return
    setIsFollowing(false)
    if (phase === 'ready' && targetKey === undefined && feed.view.phase === 'ready') {
      void feed.openAround(target).then((isThere) => {
        if (!isThere) announce('That moment is not in the transcript any more')
      })
    }
  }, [target, feed])
  useEffect(() => {
    if (targetKey !== undefined) list.current?.reveal(targetKey, { hasFocus: true })
  }, [targetKey])

  const keys = useRowKeys(rows, rowState, follow)
  useKeys({ f: toggleFollow })

  const laneOf = useCallback(
    (toolId: string) => latestState.current?.subagents.find((one) => one.toolId === toolId)?.id,
    [],
  )
  const missed = isFollowing ? 0 : view.arrived - leftAt
  const cwd = state?.cwd
  const windowTokens = state?.context.windowTokens
  const terminal = state?.process?.tty
  const { isOpen, isAll } = rowState
  const drawnList = useMemo(() => {
    const draw = (row: ConversationRow, index: number, isStop: boolean) => {
      const rowView: RowView = {
        search,
        cwd,
        windowTokens,
        sessionId: route.sessionId,
        terminal,
        laneOf,
        isOpen: isOpen(row),
        isAll: isAll(row),
        onToggle: () => rowState.toggle(row),
        onAll: () => rowState.showAll(row),
        whole: rowState.whole,
        laneRoute: (id) => ({ ...route, query: { lane: id === mainLane ? '' : id } }),
        eventRoute: (cursor) => ({ ...route, query: { event: cursor } }),
      }
      return (
        <Row key={row.key} row={row} index={index} view={rowView} isStop={isStop} isTarget={row.key === targetKey} />
      )
    }
    return (
      <VirtualList
        label="Conversation"
        handle={list}
        rows={rows}
        estimatePx={(row, widthPx) => estimateHeightPx(row, widthPx, row.kind === 'tool' && isOpenAtFirst(row))}
        draw={draw}
        isBusy={view.isLoadingOlder || view.isLoadingNewer}
        isFollowing={isFollowing}
        isNewestHeld={window.after === undefined}
        onFollowing={follow}
        onNearStart={() => void feed.loadOlder()}
        onNearEnd={() => void feed.loadNewer()}
        {...keys}
        before={
          window.before !== undefined && (
            <Earlier isLoading={view.isLoadingOlder} onMore={() => void feed.loadOlder()} />
          )
        }
      />
    )
  }, [
    rows,
    isFollowing,
    feed,
    view.isLoadingOlder,
    view.isLoadingNewer,
    window.before,
    window.after,
    search,
    cwd,
    windowTokens,
    terminal,
    isOpen,
    isAll,
    rowState,
    laneOf,
    keys,
    targetKey,
    route,
    follow,
  ])

  const panel = usePlaceOnPage()
  const failed = state?.failedToolCalls
  return (
    <Panel
      root={panel}
      class="convo-panel"
      title="Conversation"
      label="Conversation"
      aside={
        <>
          <Segments<Show>
            label="Show"
            value={show}
            segments={shows.map((value) => ({
              value,
              label: showWords[value],
              count: value === 'failed' && failed ? failed : undefined,
            }))}
            onChange={(value) => setQuery({ show: value === 'all' ? '' : value, event: '' }, { replace: true })}
          />
          <Search value={search} />
          <button
            type="button"
            class={`btn follow${isFollowing ? ' is-on' : ''}`}
            aria-pressed={isFollowing}
            onClick={toggleFollow}
          >
            <Mark name={isFollowing ? 'healthy' : 'none'} />
            {isFollowing ? 'Following' : 'Follow'}
          </button>
        </>
      }
    >
      {lane !== mainLane && <LaneHead session={session} lane={lane} route={route} />}
      {!isLive && hasState && <p class="convo-note">Not connected: what is new will be read when it is.</p>}
      {phase === 'failed' && view.problem?.status === 404 ? (
        <p class="convo-empty">Its transcript is not there any more: only what was counted of it is known.</p>
      ) : phase === 'failed' && view.problem ? (
        <AskFailed what="The conversation" problem={view.problem} onRetry={() => void feed.openNewest()} />
      ) : phase === 'loading' && window.events.length === 0 ? (
        <SkeletonRows rows={8} label="The conversation is being read" />
      ) : rows.length === 0 && window.before === undefined ? (
        <p class="convo-empty">{search === '' ? emptyWords[show] : `Nothing here contains "${plainText(search)}".`}</p>
      ) : (
        drawnList
      )}
      {!isFollowing && phase === 'ready' && rows.length > 0 && (missed > 0 || window.after !== undefined) && (
        <button type="button" class="btn is-primary news" onClick={() => follow(true)}>
          {missed > 0 ? `${missed.toLocaleString('en-US')} new` : 'To the newest'}
          <Icon name="down" size={14} />
        </button>
      )}
    </Panel>
  )
}

const emptyWords: Record<Show, string> = {
  all: 'Nothing was said yet.',
  text: 'Nothing was said yet.',
  tools: 'No tool was called yet.',
  failed: 'Nothing failed.',
}

/** Tells the style how far below the page's top the panel begins, so that it ends where the screen does. */
function usePlaceOnPage() {
  const panel = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const main = document.querySelector('main')
    if (!main) return
    const watch = new ResizeObserver(() => {
      const topPx = (panel.current?.getBoundingClientRect().top ?? 0) + scrollY
      panel.current?.style.setProperty('--convo-top', `${Math.round(topPx)}px`)
    })
    watch.observe(main)
    return () => watch.disconnect()
  }, [])
  return panel
}

/** Searched when nothing more was typed for a moment. */
const typedForMs = 250

function Search({ value }: { readonly value: string }) {
  const [typed, setTyped] = useTyped(value, typedForMs, (q) => setQuery({ q, event: '' }, { replace: true }))
  return (
    <SearchField
      value={typed}
      onInput={setTyped}
      label="Search in session"
      placeholder="Search in session"
      class="small"
    />
  )
}

/** The cursor of an event is the key of its row, or of the row it became part of. */
function useTargetKey(rows: readonly ConversationRow[], target: string | undefined): string | undefined {
  return useMemo(() => {
    if (target === undefined) return undefined
    return rows.find(
      (row) =>
        row.key === target ||
        (row.kind === 'tool' && [row.call, row.result, row.start, row.end].some((event) => event?.cursor === target)),
    )?.key
  }, [rows, target])
}

const Earlier = ({ isLoading, onMore }: { readonly isLoading: boolean; readonly onMore: () => void }) => (
  // Whatever stands in a feed is an article of it.
  <article class="earlier">
    <button type="button" class="link" disabled={isLoading} onClick={onMore}>
      {isLoading ? 'Reading earlier events…' : 'Show earlier events'}
    </button>
  </article>
)

function LaneHead({
  session,
  lane,
  route,
}: {
  readonly session: LiveSession
  readonly lane: string
  readonly route: Route
}) {
  const { state } = session.view
  const subagent = state?.subagents.find(({ id }) => id === lane)
  return (
    <p class="convo-lane">
      <Link to={{ ...route, query: {} }}>main</Link> / <b>{plainText(subagent?.type ?? '') || 'subagent'}</b>{' '}
      <span class="muted">{plainText(subagent?.description ?? lane)}</span>
    </p>
  )
}
