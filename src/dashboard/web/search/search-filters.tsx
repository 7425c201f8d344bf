/** What narrows the search: each choice is a word of the question, and stands in it. */
import { kindOf } from '../../../agents/kinds.ts'
import type { SearchAnswer } from '../../../core/search/search-question.ts'
import { foundWords } from '../../../core/search/search-words.ts'
import { plainText } from '../../../core/words/text.ts'
import { setQuery } from '../navigation.tsx'
import { Icon } from '../parts/mark.tsx'
import { Segments } from '../parts/segments.tsx'
import { type Choice, Select, withChosen } from '../parts/select.tsx'
import { useUsed } from '../usage/use-used.ts'
import { partOf, rolesFor, type SearchAddress, searchParts, searchTimes } from './address.ts'
import { type Filter, filterIn, withFilter } from './query-filters.ts'
import { partWords, timeWords } from './search-words.ts'

interface FiltersProps {
  readonly address: SearchAddress
  readonly answer: SearchAnswer | undefined
}

export function Filters({ address: { text, order }, answer }: FiltersProps) {
  const [agents, projects, models] = [useUsed('agent'), useUsed('project'), useUsed('model')]
  const set = (filter: Filter, value: string) => setQuery({ q: withFilter(text, filter, value) })
  const session = filterIn(text, 'session')
  const one = (filter: Filter, label: string, any: string, choices: readonly Choice[]) => {
    const value = filterIn(text, filter)
    const all = [{ value: '', label: any }, ...choices]
    return (
      <Select
        label={label}
        class="is-bounded"
        value={value ?? asTyped.value}
        choices={
          value === undefined
            ? [...all, asTyped]
            : withChosen(all, value, filter === 'agent' ? nameOfAgents : plainText)
        }
        onChange={(next) => next !== asTyped.value && set(filter, next)}
      />
    )
  }
  const times = searchTimes.flatMap((value) => (value === '' ? [] : [{ value, label: timeWords[value] }]))
  // A project is asked for by its name.
  const named = projects.map(({ label }) => ({ value: label, label }))
  return (
    <div class="toolbar search-filters">
      <Segments<string>
        label="What is searched"
        value={partOf(filterIn(text, 'role')) ?? ''}
        segments={searchParts.map((value) => ({ value, label: partWords[value] }))}
        onChange={(part) => set('role', rolesFor(searchParts.find((known) => known === part) ?? 'all'))}
      />
      {one('agent', 'Agent', 'All agents', agents)}
      {one('project', 'Project', 'All projects', named)}
      {one('model', 'Model', 'Any model', models)}
      {one('time', 'When', timeWords[''], times)}
      {session !== '' && (
        <button type="button" class="btn" onClick={() => set('session', '')}>
          {session === undefined ? 'Sessions as typed' : `Session ${plainText(session.slice(0, 8))}`}
          <Icon name="x" size={12} />
          <span class="sr">, look in other sessions as well</span>
        </button>
      )}
      <div class="toolbar-end">
        <span class="muted">{answer === undefined ? '' : foundWords(answer)}</span>
        <Segments
          label="Order"
          value={order}
          segments={[
            { value: 'best', label: 'Best' },
            { value: 'newest', label: 'Newest' },
          ]}
          onChange={(next) => setQuery({ order: next === 'best' ? '' : next })}
        />
      </div>
    </div>
  )
}

/** No value holds a space at its beginning. */
const asTyped: Choice = { value: ' ', label: 'As typed' }

const nameOfAgents = (ids: string): string =>
  ids
    .split(',')
    .map((id) => plainText(kindOf(id).displayName))
    .join(', ')
