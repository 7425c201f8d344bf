/** Every word of every session; the question is in the address. */
import type { RefObject } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { SearchAnswer } from '../../../core/search/search-question.ts'
import { foundWords, progressWords } from '../../../core/search/search-words.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { type ApiProblem, api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { useMediaQuery } from '../parts/media-query.ts'
import { QueryProblem, syntaxProblemOf } from '../parts/query-problem.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { momentOf } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { useTyped } from '../parts/use-typed.ts'
import type { ScreenProps } from '../screens.ts'
import { SessionTabs } from '../sessions/session-tabs.tsx'
import '../styles/search.css'
import { readSearchAddress, type SearchAddress } from './address.ts'
import { FewFound, Nothing } from './few-found.tsx'
import { HitContext } from './hit-context.tsx'
import { keyOfHit } from './hit-keys.ts'
import { type ChosenHit, HitList } from './hit-list.tsx'
import { withFilter } from './query-filters.ts'
import { Filters } from './search-filters.tsx'
import { SearchStart } from './search-start.tsx'
import { useLastSearches } from './use-last-searches.ts'

const typingPauseMs = 150
/** Beside the list there is room for the conversation. */
const wide = '(min-width: 64rem)'

export default function SearchScreen({ place }: ScreenProps) {
  const address = useMemo(() => readSearchAddress(place.query), [place.query])
  const { text, order } = address
  const isAsked = text.trim() !== ''
  const { value, problem, isLoading, retry } = useAnswer(
    isAsked ? `${text} ${order}` : undefined,
    (signal) => ask(api.search.$get({ query: { query: text, order } }, { init: { signal } })),
    { followsUsage: false },
  )
  const answer = isAsked ? value : undefined
  useLastSearches(isLoading || problem !== undefined || !answer?.hits ? undefined : text)
  const field = useRef<HTMLInputElement>(null)
  return (
    <section data-screen="search" class="screen">
      <h1 class="sr">Search</h1>
      <div class="toolbar">
        <SessionTabs current="search" />
        {answer !== undefined && <Progress answer={answer} />}
      </div>
      <Field address={address} field={field} isWrong={problem !== undefined} />
      <Filters address={address} answer={isLoading ? undefined : answer} />
      {problem !== undefined && isAsked && <Problem problem={problem} onRetry={retry} />}
      {answer?.problem !== undefined && (
        <p class="index-problem" role="status">
          {plainText(answer.problem)}
        </p>
      )}
      {!isAsked && <SearchStart />}
      {isAsked && answer === undefined && problem === undefined && <SkeletonRows rows={8} label="Searching" />}
      {answer !== undefined && problem === undefined && (
        <Found answer={answer} address={address} isLoading={isLoading} onLeave={() => field.current?.focus()} />
      )}
    </section>
  )
}

function Progress({ answer }: { readonly answer: SearchAnswer }) {
  const nowMs = useNow(60_000)
  const { sessions, completeSince } = answer.progress
  const since = completeSince === undefined ? undefined : momentOf(completeSince, nowMs)
  return <p class="toolbar-end muted">{progressWords(answer, since) ?? `${plural(sessions, 'session')}, up to date`}</p>
}

interface FieldProps {
  readonly address: SearchAddress
  readonly field: RefObject<HTMLInputElement | null>
  readonly isWrong: boolean
}

function Field({ address: { text }, field, isWrong }: FieldProps) {
  const [typed, setTyped] = useTyped(text, typingPauseMs, (q) => setQuery({ q }, { replace: true }))
  useEffect(() => field.current?.focus(), [field])
  return (
    <SearchField
      class="search-everything"
      field={field}
      value={typed}
      onInput={setTyped}
      label="Search every session"
      placeholder="Words of any session, and role: tool: file: project: agent: since:"
      isInvalid={isWrong}
      onKey={(key) => {
        if (key !== 'ArrowDown') return false
        document.querySelector<HTMLElement>('.hit[tabindex="0"]')?.focus()
        return true
      }}
    />
  )
}

interface FoundProps {
  readonly answer: SearchAnswer
  readonly address: SearchAddress
  readonly isLoading: boolean
  readonly onLeave: () => void
}

function Found({ answer, address, isLoading, onLeave }: FoundProps) {
  const nowMs = useNow(60_000)
  const isWide = useMediaQuery(wide)
  const [named, setNamed] = useState<string>()
  const all = useMemo(
    () => answer.groups.flatMap((group) => group.hits.map((hit): ChosenHit => ({ group, hit }))),
    [answer],
  )
  const chosen = all.find(({ group, hit }) => keyOfHit(group, hit) === named) ?? all[0]
  useEffect(() => {
    if (!isLoading) announce(foundWords(answer))
  }, [isLoading, answer])
  if (all.length === 0) return <Nothing answer={answer} address={address} />
  return (
    <div class="search-columns" aria-busy={isLoading}>
      <div>
        <HitList
          groups={answer.groups}
          nowMs={nowMs}
          chosen={isWide ? chosen : undefined}
          onChoose={({ group, hit }) => setNamed(keyOfHit(group, hit))}
          onMore={(sessionId) => setQuery({ q: withFilter(address.text, 'session', sessionId) })}
          onLeave={onLeave}
        />
        {!isLoading && <FewFound answer={answer} address={address} />}
      </div>
      {isWide && chosen !== undefined && <HitContext chosen={chosen} />}
    </div>
  )
}

interface ProblemProps {
  readonly problem: ApiProblem
  readonly onRetry: () => void
}

const Problem = ({ problem, onRetry }: ProblemProps) => {
  const wrong = syntaxProblemOf(problem)
  if (wrong === undefined) return <AskFailed what="What you look for" problem={problem} onRetry={onRetry} />
  return <QueryProblem problem={wrong} />
}
