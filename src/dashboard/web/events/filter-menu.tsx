/** Values to filter by, taken from the events that are here: a field, then its values with how many have it. Alt leaves one out. */
import { useRef, useState } from 'preact/hooks'
import { formatCount } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Icon } from '../parts/mark.tsx'
import { useLeave } from '../parts/use-leave.ts'
import type { PageEvent } from './event.ts'
import { termOf, termsOf, withoutTerm, withTerm } from './filter-terms.ts'

const fields = [
  ['source', 'Source', ({ source }) => source],
  ['type', 'Type', ({ event_type: type }) => type],
  ['level', 'Level', ({ level }) => level ?? undefined],
  ['agent', 'Agent', ({ agent }) => agent],
  ['session', 'Session', ({ session_id: session }) => session],
  ['tool', 'Tool', ({ tool_name: tool }) => tool],
  ['status', 'Status', ({ status }) => status],
] as const satisfies readonly (readonly [string, string, (event: PageEvent) => string | undefined])[]

type Field = (typeof fields)[number]

interface FilterMenuProps {
  readonly events: readonly PageEvent[]
  readonly filter: string
  readonly onFilter: (filter: string) => void
}

export function FilterMenu({ events, filter, onFilter }: FilterMenuProps) {
  const [isOpen, setIsOpen] = useState(false)
  const root = useRef<HTMLSpanElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useLeave(root, isOpen, () => setIsOpen(false))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return
    event.preventDefault()
    event.stopPropagation()
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes what its button opened.
    <span ref={root} class="fpop-at" onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="btn is-quiet small"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="plus" size={12} />
        Filter
      </button>
      {isOpen && <Menu events={events} filter={filter} onFilter={onFilter} />}
    </span>
  )
}

const mostValues = 7

function Menu({ events, filter, onFilter }: FilterMenuProps) {
  const [field, setField] = useState<Field>(fields[0])
  const [search, setSearch] = useState('')
  const [key, name, read] = field
  const all = valuesOf(events, read)
  const found = all.filter(([value]) => value.toLowerCase().includes(search.toLowerCase()))
  const choose = (value: string, isNot: boolean) => {
    const term = termOf(key, value, isNot)
    if (term === undefined) return
    const place = termsOf(filter).findIndex(({ text }) => text === term)
    onFilter(place < 0 ? withTerm(filter, term) : withoutTerm(filter, place))
  }
  return (
    <div class="fpop" role="dialog" aria-label="Filter by a value">
      <div class="fpop-f">
        {fields.map((one) => (
          <button
            key={one[0]}
            type="button"
            aria-current={one === field}
            onClick={() => {
              setField(one)
              setSearch('')
            }}
          >
            {one[1]}
            <Icon name="chev" size={12} />
          </button>
        ))}
      </div>
      <div class="fpop-v">
        <label class="field search">
          <Icon name="search" size={14} />
          <input
            type="search"
            value={search}
            placeholder={`Find a ${name.toLowerCase()}`}
            aria-label={`Find a ${name.toLowerCase()}`}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
        <ul>
          {found.slice(0, mostValues).map(([value, count]) => (
            <li key={value}>
              <button
                type="button"
                aria-pressed={termsOf(filter).some(({ text }) => text === termOf(key, value))}
                onClick={(event) => choose(value, event.altKey)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' || !event.altKey) return
                  event.preventDefault()
                  choose(value, true)
                }}
              >
                <span class="clip">{plainText(value)}</span>
                <span class="count">{formatCount(count)}</span>
              </button>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p class="muted fine">None of the events here has one.</p>}
        <p class="fpop-foot muted fine">
          {found.length > mostValues ? `${found.length - mostValues} more. ` : ''}Alt-click leaves a value out. Counts
          are of the events here.
        </p>
      </div>
    </div>
  )
}

/** In the order in which they were seen last. */
function valuesOf(
  events: readonly PageEvent[],
  read: (event: PageEvent) => string | undefined,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const event of events) {
    const value = read(event)
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts]
}
