/** Every prompt that was ever sent: searched and filtered; every choice is in the address. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { SentPrompt } from '../../../core/search/prompt-question.ts'
import { dayText } from '../../../core/time/calendar.ts'
import { formatCount, plural } from '../../../core/words/format.ts'
import { jsonText } from '../../../core/words/json.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { useNow } from '../clock.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { KindSelect } from '../parts/kind-select.tsx'
import { Icon } from '../parts/mark.tsx'
import { QueryProblem, syntaxProblemOf } from '../parts/query-problem.tsx'
import { saveFile } from '../parts/save-file.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Segments } from '../parts/segments.tsx'
import { Select, withChosen } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useTyped } from '../parts/use-typed.ts'
import type { ScreenProps } from '../screens.ts'
import { rangeChoices } from '../sessions/address.ts'
import { SessionTabs } from '../sessions/session-tabs.tsx'
import { todayIn } from '../usage/address.ts'
import { useUsed } from '../usage/use-used.ts'
import '../styles/prompts.css'
import { type PromptsAddress, promptsRequest, readPromptsAddress } from './address.ts'
import { dayWords } from './day-words.ts'
import { starPrompt } from './prompt-actions.ts'
import { PromptList } from './prompt-list.tsx'
import { ReuseDialog } from './reuse-dialog.tsx'
import { type LoadedPrompts, type Prompts, usePrompts } from './use-prompts.ts'

export default function PromptsScreen({ place }: ScreenProps) {
  const address = useMemo(() => readPromptsAddress(place.query), [place.query])
  const nowMs = useNow(60_000)
  const today = todayIn(pageCalendar().timezone, nowMs)
  const request = promptsRequest(address, today)
  const prompts = usePrompts(request.query)
  const { loaded, problem, isLoading, retry } = prompts
  const wrong = problem && syntaxProblemOf(problem)
  return (
    <section data-screen="prompts" class="screen">
      <h1 class="sr">Prompts</h1>
      <div class="toolbar">
        <SessionTabs current="prompts" />
        <Head prompts={prompts} today={today} />
      </div>
      <Filters address={address} loaded={loaded} today={today} isWrong={wrong !== undefined} />
      {wrong && <QueryProblem problem={{ ...wrong, atCharacter: request.placeInText(wrong.atCharacter) }} />}
      {problem && !wrong && <AskFailed what="The list of prompts" problem={problem} onRetry={retry} />}
      {loaded === undefined && problem === undefined && <SkeletonRows rows={10} label="Prompts are being read" />}
      {loaded !== undefined && !wrong && (
        <List prompts={prompts} loaded={loaded} address={address} nowMs={nowMs} isLoading={isLoading} />
      )}
      <ReuseDialog />
    </section>
  )
}

function Head({ prompts: { loaded, loadAll }, today }: { readonly prompts: Prompts; readonly today: string }) {
  const [isSaving, setIsSaving] = useState(false)
  const save = async () => {
    setIsSaving(true)
    const all = await loadAll()
    setIsSaving(false)
    if (!all.ok) announce(all.error.message)
    else {
      const lines = all.value.map((prompt) => `${jsonText(prompt)}\n`).join('')
      saveFile(`tce-prompts-${today}.ndjson`, 'application/x-ndjson;charset=utf-8', lines)
    }
  }
  const { counts, progress } = loaded ?? {}
  const day = counts?.since && dayWords(dayText(pageCalendar().dayOf(Date.parse(counts.since))), today)
  const isBehind = progress !== undefined && progress.indexed < progress.sessions
  return (
    <div class="toolbar-end">
      {counts !== undefined && (
        <span class="muted wide-only">
          {plural(counts.all, 'prompt')}
          {day ? ` since ${day}` : ''}
          {isBehind && `, ${formatCount(progress.indexed)} of ${plural(progress.sessions, 'session')} read so far`}
        </span>
      )}
      <button type="button" class="btn" onClick={save} disabled={isSaving || !counts?.prompts}>
        <Icon name="save" size={14} />
        NDJSON
        <span class="sr"> of these prompts</span>
      </button>
    </div>
  )
}

const typingPauseMs = 200

interface FiltersProps {
  readonly address: PromptsAddress
  readonly loaded: LoadedPrompts | undefined
  readonly today: string
  readonly isWrong: boolean
}

function Filters({ address, loaded, today, isWrong }: FiltersProps) {
  const [typed, setTyped] = useTyped(address.text, typingPauseMs, (q) => setQuery({ q }, { replace: true }))
  const projects = useUsed('project').map(({ label }) => ({ value: label, label }))
  const counts = loaded?.counts
  const today1 = counts?.days.find(({ day }) => day === today)?.prompts
  return (
    <div class="toolbar prompt-filters">
      <SearchField
        class="wide"
        value={typed}
        onInput={setTyped}
        label="Search prompts"
        placeholder="Words of the prompt"
        isInvalid={isWrong}
        onKey={(key) => {
          if (key !== 'ArrowDown') return false
          document.querySelector<HTMLElement>('.prompt-row[tabindex="0"]')?.focus()
          return true
        }}
      />
      <Segments
        label="Show"
        value={address.isStarred ? 'starred' : 'all'}
        segments={[
          { value: 'all', label: 'All' },
          { value: 'starred', label: 'Starred', count: counts?.starred },
        ]}
        onChange={(is) => setQuery({ is: is === 'all' ? '' : is })}
      />
      <KindSelect kinds={(counts?.agents ?? []).map((id) => ({ id }))} chosen={address.agents} />
      <Select
        label="Project"
        class="is-bounded"
        value={address.project}
        choices={withChosen([{ value: '', label: 'All projects' }, ...projects], address.project)}
        onChange={(project) => setQuery({ project })}
      />
      {address.session !== '' && (
        <button type="button" class="btn" onClick={() => setQuery({ session: '' })}>
          Session {plainText(address.session.slice(0, 8))}
          <Icon name="x" size={12} />
          <span class="sr">, prompts to other sessions as well</span>
        </button>
      )}
      <Select
        label="Time"
        value={address.range}
        choices={rangeChoices}
        onChange={(range) => setQuery({ range: range === '30' ? '' : range })}
      />
      {counts !== undefined && (
        <span class="toolbar-end muted list-sum">
          {plural(counts.prompts, 'prompt')}
          {today1 === undefined ? '' : `, ${formatCount(today1)} today`}
        </span>
      )}
    </div>
  )
}

interface ListProps {
  readonly prompts: Prompts
  readonly loaded: LoadedPrompts
  readonly address: PromptsAddress
  readonly nowMs: number
  readonly isLoading: boolean
}

function List({ prompts, loaded, address, nowMs, isLoading }: ListProps) {
  const { setStar, loadMore } = prompts
  const { pages, counts, nextCursor } = loaded
  const found = counts?.prompts
  useEffect(() => {
    if (!isLoading && found !== undefined) announce(`${plural(found, 'prompt')} ${found === 1 ? 'matches' : 'match'}`)
  }, [isLoading, found])
  const latest = useRef(setStar)
  latest.current = setStar
  // The same function with every drawing, so that pages are drawn once.
  const onStar = useCallback(async (prompt: SentPrompt, isStarred: boolean) => {
    latest.current(prompt, isStarred)
    if (!(await starPrompt(prompt, isStarred))) latest.current(prompt, !isStarred)
  }, [])
  if (found === 0 && !isLoading) return <Nothing loaded={loaded} address={address} />
  return (
    <PromptList
      {...{ pages, nowMs, onStar }}
      days={counts?.days ?? []}
      hasMore={nextCursor !== undefined}
      onNearEnd={loadMore}
    />
  )
}

function Nothing({
  loaded: { counts },
  address,
}: {
  readonly loaded: LoadedPrompts
  readonly address: PromptsAddress
}) {
  if (counts?.all === 0) {
    return (
      <div class="empty">
        <Icon name="reuse" size={40} />
        <h2 class="empty-title">No prompts yet</h2>
        <p>
          The first one appears as soon as you send it to any agent. Prompts sent before TCE was installed are read from
          the transcripts that still exist, and from the agents’ own lists of what was typed.
        </p>
      </div>
    )
  }
  const { text, range } = address
  const days = range === 'all' ? '' : ` in the last ${range} days`
  const older = counts?.atAnyTime ?? 0
  return (
    <p class="none-line">
      {text.trim() === '' ? 'No prompt matches the filters' : `Nothing matches “${plainText(text.trim())}”`}
      {days}.{' '}
      {older > 0 && (
        <>
          {older === 1 ? '1 older prompt does.' : `${formatCount(older)} older prompts do.`}{' '}
          <button type="button" class="link" onClick={() => setQuery({ range: 'all' })}>
            All time
          </button>
        </>
      )}
      {older === 0 && (
        <button
          type="button"
          class="link"
          onClick={() => setQuery({ q: '', agent: '', project: '', session: '', is: '', range: 'all' })}
        >
          Clear filter
        </button>
      )}
    </p>
  )
}
