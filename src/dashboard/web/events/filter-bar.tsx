/** What the events are filtered by: a field for the language, a chip for each term, and a list of values to choose from. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { QuerySyntaxProblem } from '../../../core/query/query.ts'
import { plainText } from '../../../core/words/text.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { Icon } from '../parts/mark.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { formatClock } from '../parts/time.ts'
import type { PageEvent } from './event.ts'
import { FilterMenu } from './filter-menu.tsx'
import type { FilterTerm } from './filter-terms.ts'
import { termsOf, withoutTerm, withTerm } from './filter-terms.ts'

interface FilterBarProps {
  readonly filter: string
  readonly onFilter: (filter: string) => void
  /** What the values of the menu are taken from. */
  readonly events: readonly PageEvent[]
  readonly problem: QuerySyntaxProblem | undefined
}

export function FilterBar({ filter, onFilter, events, problem }: FilterBarProps) {
  const [typed, setTyped] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const terms = termsOf(filter)
  // What can't be read is put back to be mended.
  useEffect(() => {
    if (problem !== undefined) setTyped(filter)
  }, [problem, filter])
  const onKey = (key: string): boolean => {
    if (key === 'Enter') {
      onFilter(problem === undefined ? withTerm(filter, typed.trim()) : typed.trim())
      setTyped('')
    } else if (key === 'Backspace' && typed === '' && terms.length > 0) {
      onFilter(withoutTerm(filter, terms.length - 1))
    } else return false
    return true
  }
  const edit = (index: number) => {
    setTyped(terms[index]?.text ?? '')
    onFilter(withoutTerm(filter, index))
    input.current?.focus()
  }
  return (
    <>
      <SearchField
        field={input}
        value={typed}
        placeholder="Text, or level:error source:ci"
        label="Filter events; Enter takes it"
        isInvalid={problem !== undefined}
        onInput={setTyped}
        onKey={onKey}
      />
      <fieldset class="fchips" aria-label="Filters">
        {problem === undefined &&
          terms.map((term, index) => (
            <Chip
              key={term.text}
              term={term}
              onEdit={() => edit(index)}
              onRemove={() => onFilter(withoutTerm(filter, index))}
            />
          ))}
        <FilterMenu events={events} filter={filter} onFilter={onFilter} />
      </fieldset>
    </>
  )
}

interface ChipProps {
  readonly term: FilterTerm
  readonly onEdit: () => void
  readonly onRemove: () => void
}

function Chip({ term, onEdit, onRemove }: ChipProps) {
  const words = chipWords(term)
  return (
    <span class="fchip">
      <button type="button" class="fchip-v" title="Edit" onClick={onEdit}>
        {words.key !== '' && <span>{words.key}</span>} {words.value}
      </button>
      <button type="button" class="fchip-x" aria-label={`Remove ${words.key} ${words.value}`} onClick={onRemove}>
        <Icon name="x" size={12} />
      </button>
    </span>
  )
}

/** "source not homelab", "after 14:26:40" */
function chipWords({ key = '', isNot, value }: FilterTerm): { readonly key: string; readonly value: string } {
  const atMs = key === 'after' || key === 'before' ? Date.parse(value) : Number.NaN
  const shown = Number.isNaN(atMs) || value.length < 16 ? plainText(value) : formatClock(atMs, pageCalendar())
  return { key: plainText(key), value: isNot ? `not ${shown}` : shown }
}
