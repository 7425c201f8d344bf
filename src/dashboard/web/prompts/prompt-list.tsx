/** Prompts by day, newest first. Arrow keys walk them; each page is drawn once, and what is out of sight costs nothing. */
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { PromptDay, SentPrompt } from '../../../core/search/prompt-question.ts'
import { dayText } from '../../../core/time/calendar.ts'
import { formatCount } from '../../../core/words/format.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { useRoving } from '../parts/use-roving.ts'
import { agentsBySession } from '../sessions/agents.ts'
import { dayWords } from './day-words.ts'
import { copyPrompt, openPrompt, reusePrompt } from './prompt-actions.ts'
import { PromptRow } from './prompt-row.tsx'

interface PromptListProps {
  readonly pages: readonly (readonly SentPrompt[])[]
  readonly days: readonly PromptDay[]
  readonly nowMs: number
  readonly hasMore: boolean
  readonly onNearEnd: () => void
  readonly onStar: (prompt: SentPrompt, isStarred: boolean) => void
}

export function PromptList({ pages, days, nowMs, hasMore, onNearEnd, onStar }: PromptListProps) {
  const root = useRef<HTMLDivElement>(null)
  const byKey = useMemo(() => new Map(pages.flat().map((prompt) => [prompt.id, prompt])), [pages])
  const keys = useMemo(() => [...byKey.keys()], [byKey])
  const roving = useRoving({
    root,
    keys,
    onKey(key, row, isRow) {
      const prompt = byKey.get(row)
      if (prompt === undefined) return false
      if (key === 'Enter' && isRow) openPrompt(prompt)
      else if (key === 's') onStar(prompt, prompt.isStarred !== true)
      else if (key === 'c') void copyPrompt(prompt)
      else if (key === 'r') void reusePrompt(prompt)
      else return false
      return true
    },
  })
  const countOf = useMemo(() => new Map(days.map(({ day, prompts }) => [day, prompts])), [days])
  const today = dayText(pageCalendar().dayOf(nowMs))
  return (
    <div class="table-wrap prompt-list" ref={root} {...roving.listeners}>
      {pages.map((page, index) => (
        <PromptPageRows
          key={page[0]?.id ?? index}
          {...{ page, today, countOf, onStar }}
          before={pages[index - 1]?.at(-1)}
          stop={page.some(({ id }) => id === roving.stop) ? roving.stop : undefined}
        />
      ))}
      {hasMore && <NearEnd key={pages.length} onNear={onNearEnd} />}
    </div>
  )
}

interface PageProps {
  readonly page: readonly SentPrompt[]
  readonly today: string
  readonly countOf: ReadonlyMap<string, number>
  /** The last one of the page before: its day goes on. */
  readonly before: SentPrompt | undefined
  readonly stop: string | undefined
  readonly onStar: (prompt: SentPrompt, isStarred: boolean) => void
}

/** Nothing of it is drawn again when another page comes, nor with every look at the agents: only who works on the last prompts counts. */
function PromptPageRows(props: PageProps) {
  const { page, today, countOf, before, stop, onStar } = props
  const agents = agentsBySession.value
  const working = page.flatMap(({ isLast, sessionId = '' }) => (isLast ? (agents.get(sessionId)?.activity ?? []) : []))
  // biome-ignore lint/correctness/useExhaustiveDependencies: what they do stands for the agents.
  return useMemo(() => <PageSections {...props} />, [page, today, countOf, before, stop, onStar, working.join()])
}

function PageSections({ page, today, countOf, before, stop, onStar }: PageProps) {
  const calendar = pageCalendar()
  const dayOf = ({ at }: SentPrompt) => dayText(calendar.dayOf(Date.parse(at)))
  const agents = agentsBySession.peek()
  const days = [...Map.groupBy(page, dayOf)]
  const dayBefore = before && dayOf(before)
  return (
    <>
      {days.map(([day, prompts]) => (
        <section class="pgroup" key={day} aria-label={dayWords(day, today)}>
          {day !== dayBefore && (
            <h2>
              {dayWords(day, today)} <span class="count">{formatCount(countOf.get(day) ?? prompts.length)}</span>
            </h2>
          )}
          <ul>
            {prompts.map((prompt) => (
              <PromptRow
                key={prompt.id}
                {...{ prompt, onStar }}
                agent={prompt.sessionId === undefined ? undefined : agents.get(prompt.sessionId)}
                isStop={prompt.id === stop}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

/** Says when the end comes near, before it is seen. */
function NearEnd({ onNear }: { readonly onNear: () => void }) {
  const place = useRef<HTMLDivElement>(null)
  const latest = useRef(onNear)
  latest.current = onNear
  useEffect(() => {
    const watch = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) latest.current()
      },
      { rootMargin: '1500px' },
    )
    if (place.current) watch.observe(place.current)
    return () => watch.disconnect()
  }, [])
  return <div ref={place} class="near-end" />
}
