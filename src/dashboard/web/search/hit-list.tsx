/** What was found: sessions, each with its best passages. Arrow keys walk the passages of all. */

import { useMemo, useRef } from 'preact/hooks'
import { kindOf } from '../../../agents/kinds.ts'
import type { SearchGroup, SearchHit } from '../../../core/search/search-question.ts'
import { titleOf } from '../../../core/session/session-title.ts'
import { formatUsd, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { liveFleet } from '../live/live-store.ts'
import { Link, navigate } from '../navigation.tsx'
import { copyText } from '../parts/copy-button.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { formatClock, momentOf } from '../parts/time.ts'
import { useRoving } from '../parts/use-roving.ts'
import { keyOfHit } from './hit-keys.ts'
import { MarkedText } from './marked-text.tsx'
import { isCode, roleWords } from './search-words.ts'

export interface ChosenHit {
  readonly group: SearchGroup
  readonly hit: SearchHit
}

interface HitListProps {
  readonly groups: readonly SearchGroup[]
  readonly nowMs: number
  readonly chosen: ChosenHit | undefined
  readonly onChoose: (hit: ChosenHit) => void
  /** All passages of one session. */
  readonly onMore: (sessionId: string) => void
  readonly onLeave: () => void
}

export const placeOfHit = ({ group, hit }: ChosenHit) =>
  ({ screen: 'session', sessionId: group.sessionId, query: { event: hit.cursor } }) as const

export function HitList({ groups, nowMs, chosen, onChoose, onMore, onLeave }: HitListProps) {
  const root = useRef<HTMLDivElement>(null)
  const byKey = useMemo(
    () => new Map(groups.flatMap((group) => group.hits.map((hit) => [keyOfHit(group, hit), { group, hit }] as const))),
    [groups],
  )
  const roving = useRoving({
    root,
    keys: [...byKey.keys()],
    onKey(key, row) {
      const at = byKey.get(row)
      if (at === undefined) return false
      if (key === 'Enter') navigate(placeOfHit(at))
      else if (key === 'c') void copyText(at.hit.excerpt ?? '', 'text')
      else if (key === 'Escape') onLeave()
      else return false
      return true
    },
  })
  const chosenKey = chosen && keyOfHit(chosen.group, chosen.hit)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it watches the rows inside, which have the focus.
    <div
      ref={root}
      class="found"
      onKeyDown={roving.listeners.onKeyDown}
      onFocusOut={roving.listeners.onFocusOut}
      onFocusIn={(event) => {
        roving.listeners.onFocusIn(event)
        const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-key]') : null
        const at = byKey.get(row?.dataset['key'] ?? '')
        if (at !== undefined) onChoose(at)
      }}
    >
      {groups.map((group) => (
        <section
          class="panel found-group"
          key={group.sessionId}
          aria-label={plainText(titleOf(group) ?? group.sessionId)}
        >
          <GroupHead group={group} nowMs={nowMs} />
          <ul class="hits">
            {group.hits.map((hit) => {
              const key = keyOfHit(group, hit)
              return (
                <li
                  key={key}
                  data-key={key}
                  class={`hit${key === chosenKey ? ' is-on' : ''}`}
                  tabIndex={roving.stop === key ? 0 : -1}
                  aria-current={key === chosenKey ? 'true' : undefined}
                >
                  <HitRow hit={hit} />
                </li>
              )
            })}
          </ul>
          {group.more > 0 && (
            <button type="button" class="link more-hits" onClick={() => onMore(group.sessionId)}>
              {plural(group.more, 'more', 'more')} in this session
            </button>
          )}
        </section>
      ))}
    </div>
  )
}

function GroupHead({ group, nowMs }: { readonly group: SearchGroup; readonly nowMs: number }) {
  const { sessionId, agent, project, worktree, branch, lastActiveAt, costUsd, isKeptHere } = group
  const isWaiting = liveFleet.value?.processes.some((one) => one.sessionId === sessionId && one.activity === 'waiting')
  return (
    <header class="found-head">
      <h2>
        <KindMark agent={agent} isBeside />
        <span class="sr">{kindOf(agent).displayName}: </span>
        <Link to={{ screen: 'session', sessionId, query: {} }}>{plainText(titleOf(group) ?? sessionId)}</Link>
      </h2>
      <p class="muted fine">
        <span>{plainText(project ?? '–')}</span>
        {worktree !== undefined && <span>{plainText(worktree)}</span>}
        {branch !== undefined && <span class="mono">{plainText(branch)}</span>}
        {isWaiting && <span class="is-you">waiting</span>}
        {isKeptHere && <span class="chip">transcript deleted, kept here</span>}
        <span class="found-when">{lastActiveAt === undefined ? '' : momentOf(lastActiveAt, nowMs)}</span>
        <span class="num found-cost">{costUsd === undefined ? '' : formatUsd(costUsd)}</span>
      </p>
    </header>
  )
}

function HitRow({ hit }: { readonly hit: SearchHit }) {
  const { role, at, excerpt, marks, isFailed } = hit
  return (
    <>
      <span class={`hit-role${isFailed ? ' is-bad' : ''}`}>{roleWords[role]}</span>
      <time class="hit-at" dateTime={at}>
        {at === undefined ? '' : formatClock(Date.parse(at))}
      </time>
      <span class={`hit-text${isCode(role) ? ' mono' : ''}`}>
        {excerpt === undefined ? (
          <span class="muted">Its agent deleted the records; the words are still indexed.</span>
        ) : (
          <MarkedText text={excerpt} marks={marks} />
        )}
      </span>
    </>
  )
}
