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
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { formatMoment } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { useTyped } from '../parts/use-typed.ts'
import type { ScreenProps } from '../screens.ts'
import { SessionTabs } from '../sessions/session-tabs.tsx'
import '../styles/search.css'
import {
  isNarrowed,
  readSearchAddress,
  type SearchAddress,
  searchParts,
  searchRequest,
  searchTimes,
} from './address.ts'
import { HitContext } from './hit-context.tsx'
import { keyOfHit } from './hit-keys.ts'
import { type ChosenHit, HitList } from './hit-list.tsx'
import { partWords, timeWords } from './search-words.ts'

const typingPauseMs = 150
/** Beside the list there is room for the conversation. */
const wide = '(min-width: 64rem)'

export default function SearchScreen({ place }: ScreenProps) {
  const address = useMemo(() => readSearchAddress(place.query), [place.query])
  const request = searchRequest(address)
  const { value, problem, isLoading, retry } = useAnswer(
    request && `${request.query} ${address.order}`,
    () => ask(api.search.$get({ query: { query: request?.query ?? '', order: address.order } })),
    { followsUsage: false },
  )
  const answer = request === undefined ? undefined : value
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
      {problem !== undefined && request !== undefined && (
        <Problem problem={problem} placeInText={request.placeInText} onRetry={retry} />
      )}
      {answer?.problem !== undefined && (
        <p class="index-problem" role="status">
          {plainText(answer.problem)}
        </p>
      )}
      {request === undefined && <Start />}
      {request !== undefined && answer === undefined && problem === undefined && (
        <SkeletonRows rows={8} label="Searching" />
      )}
      {answer !== undefined && problem === undefined && (
        <Found answer={answer} address={address} isLoading={isLoading} onLeave={() => field.current?.focus()} />
      )}
    </section>
  )
}

function Progress({ answer }: { readonly answer: SearchAnswer }) {
  const nowMs = useNow(60_000)
  const { sessions, completeSince } = answer.progress
  const since = completeSince === undefined ? undefined : formatMoment(Date.parse(completeSince), nowMs)
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

function Filters({ address, answer }: { readonly address: SearchAddress; readonly answer: SearchAnswer | undefined }) {
  return (
    <div class="toolbar search-filters">
      <Segments
        label="What is searched"
        value={address.part}
        segments={searchParts.map((value) => ({ value, label: partWords[value] }))}
        onChange={(part) => setQuery({ part: part === 'all' ? '' : part })}
      />
      <Select
        label="When"
        value={address.time}
        choices={searchTimes.map((value) => ({ value, label: timeWords[value] }))}
        onChange={(time) => setQuery({ time: time === 'any' ? '' : time })}
      />
      <div class="toolbar-end">
        <span class="muted">{answer === undefined ? '' : foundWords(answer)}</span>
        <Segments
          label="Order"
          value={address.order}
          segments={[
            { value: 'best', label: 'Best' },
            { value: 'newest', label: 'Newest' },
          ]}
          onChange={(order) => setQuery({ order: order === 'best' ? '' : order })}
        />
      </div>
    </div>
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
      <HitList
        groups={answer.groups}
        nowMs={nowMs}
        chosen={isWide ? chosen : undefined}
        onChoose={({ group, hit }) => setNamed(keyOfHit(group, hit))}
        onMore={(sessionId) => setQuery({ q: `${address.text} session:${sessionId}` })}
        onLeave={onLeave}
      />
      {isWide && chosen !== undefined && <HitContext chosen={chosen} />}
    </div>
  )
}

function Nothing({
  answer: { alone = [], progress },
  address,
}: {
  readonly answer: SearchAnswer
  readonly address: SearchAddress
}) {
  return (
    <div class="no-match">
      <p>
        Nothing matches <b>{plainText(address.text)}</b> in {plural(progress.indexed, 'session')}.{' '}
        <span class="muted">
          {alone.map(({ word, hits }) => `“${plainText(word)}” alone: ${plural(hits, 'hit')}.`).join(' ')}
        </span>
      </p>
      {isNarrowed(address) && (
        <button type="button" class="btn" onClick={() => setQuery({ part: '', time: '' })}>
          Clear filters
        </button>
      )}
    </div>
  )
}

interface ProblemProps {
  readonly problem: ApiProblem
  readonly placeInText: (at: number) => number
  readonly onRetry: () => void
}

const Problem = ({ problem, placeInText, onRetry }: ProblemProps) => {
  const wrong = syntaxProblemOf(problem)
  if (wrong === undefined) return <AskFailed what="What you look for" problem={problem} onRetry={onRetry} />
  return <QueryProblem problem={{ ...wrong, atCharacter: placeInText(wrong.atCharacter) }} />
}

const Start = () => (
  <div class="search-start">
    <p>
      Every word of every session: prompts, answers, thinking, what tools were asked and what they said, files,
      subagents.
    </p>
    <dl>
      {hints.map(([example, meaning]) => (
        <div key={example}>
          <dt>
            <button type="button" class="link mono" onClick={() => setQuery({ q: example })}>
              {example}
            </button>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  </div>
)

const hints = [
  ['advisory lock', 'both words, or words that begin so'],
  ['"taken twice"', 'exactly this'],
  ['AuthToken', 'a part of an identifier: useAuthToken'],
  ['timeout is:failed', 'in results and requests that failed'],
  ['file:src/queue role:file', 'changes below a path'],
  ['prompt:retry since:30d', 'in your prompts of the last 30 days'],
] as const
