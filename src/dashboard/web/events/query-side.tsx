/** Beside a query: those that their user saved, those to begin with, and what the language has. */
import { useState } from 'preact/hooks'
import type { SavedQuery } from '../../../core/captured/saved-query.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { Link } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon } from '../parts/mark.tsx'
import { showToast } from '../parts/toast.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import type { BinnedRange, EventsAddress } from './address.ts'
import { askSaved, removeQuery, saveQuery } from './event-source.ts'
import { SaveDialog } from './save-dialog.tsx'
import { useSavedCounts } from './saved-counts.ts'

const starts: readonly SavedQuery[] = [
  { name: 'Errors and warnings', query: 'level:warn,error' },
  { name: 'Waiting for you', query: 'source:tce type:agent.waiting' },
  { name: 'Agents that ended', query: 'source:tce type:agent.ended,agent.killed' },
  { name: 'Permission prompts', query: 'hook:PermissionRequest' },
  { name: 'Tools that failed', query: 'hook:PostToolUseFailure' },
  { name: 'Longer than 10 s', query: 'duration:>10000' },
]

const words = [
  'source:',
  'type:build.*',
  'level:',
  'project:',
  'session:',
  'agent:',
  'tool:',
  'data.run:>4000',
  '-source:ci',
]
const more = ['"exact words"', 'a OR b', 'since:24h', 'before:2026-11-20']

interface QuerySideProps {
  readonly address: EventsAddress
  readonly range: BinnedRange | undefined
}

export function QuerySide({ address, range }: QuerySideProps) {
  const [changes, setChanges] = useState(0)
  const { value: saved = [], problem, retry } = useAnswer(`saved ${changes}`, askSaved, { followsUsage: false })
  const [isNaming, setIsNaming] = useState(false)
  const counts = useSavedCounts(saved, range)
  // Of one that can't be asked nothing is shown: the list is there without it.
  const rules = useAnswer('rules', () => ask(api.alerts.$get()), { followsUsage: false }).value?.rules ?? []
  const isWatched = (query: SavedQuery) =>
    rules.some(({ kind, isOn, values }) => isOn && kind === 'event' && values['query'] === query.query)
  const changed = () => setChanges((known) => known + 1)
  const save = async (query: SavedQuery): Promise<string | undefined> => {
    const done = await saveQuery(query)
    if (!done.ok) return done.error.message
    announce(`“${plainText(query.name)}” is saved.`)
    changed()
    return undefined
  }
  const remove = async (query: SavedQuery) => {
    const done = await removeQuery(query.name)
    showToast(done.ok ? removedToast(query, () => save(query)) : { isOk: false, content: done.error.message })
    changed()
  }
  const unsaved = starts.filter(({ query }) => saved.every((one) => one.query !== query))
  return (
    <nav class="saved" aria-label="Queries">
      <header>
        <h2>Saved</h2>
        <button type="button" class="link" onClick={() => setIsNaming(true)}>
          <Icon name="plus" size={12} />
          Save this…
        </button>
      </header>
      {problem && <AskFailed what="The saved queries" problem={problem} onRetry={retry} />}
      {saved.length === 0 ? (
        <p class="quiet">None yet. The query that you see is saved under a name.</p>
      ) : (
        <ul>
          {saved.map((query) => (
            <Item
              key={query.name}
              query={query}
              address={address}
              count={counts.get(query.name)}
              isWatched={isWatched(query)}
              onRemove={remove}
            />
          ))}
        </ul>
      )}
      {unsaved.length > 0 && (
        <>
          <h2>Begin with</h2>
          <ul>
            {unsaved.map((query) => (
              <Item key={query.name} query={query} address={address} />
            ))}
          </ul>
        </>
      )}
      <h2>Fields</h2>
      <p class="qhelp">
        {[...words, ...more].map((word) => (
          <>
            <code key={word}>{word}</code>{' '}
          </>
        ))}
      </p>
      {isNaming && <SaveDialog query={address.filter} saved={saved} onSave={save} onClose={() => setIsNaming(false)} />}
    </nav>
  )
}

interface ItemProps {
  readonly query: SavedQuery
  readonly address: EventsAddress
  /** "63", or "100+". */
  readonly count?: string | undefined
  /** A rule of alerts asks for it. */
  readonly isWatched?: boolean
  readonly onRemove?: (query: SavedQuery) => void
}

/** The range and the split stay as they are chosen. */
function Item({ query, address: { filter, range, order, by }, count, isWatched = false, onRemove }: ItemProps) {
  const kept = {
    range: range === '24h' ? '' : range,
    order: order === 'newest' ? '' : order,
    by: by === 'level' ? '' : by,
  }
  const name = plainText(query.name)
  return (
    <li class="saved-item">
      <Link
        to={{ screen: 'events', query: { view: 'query', q: query.query, ...kept } }}
        title={plainText(query.query)}
        aria-current={filter.trim() === query.query ? 'page' : undefined}
      >
        <span class="clip">{name}</span>
        {isWatched && (
          <span class="saved-bell" title="An alert watches it">
            <Icon name="bell" size={12} />
            <span class="sr">, an alert watches it</span>
          </span>
        )}
        {count !== undefined && <span class="num">{count}</span>}
      </Link>
      {onRemove && (
        <button type="button" class="icon-btn" aria-label={`Remove ${name}`} onClick={() => onRemove(query)}>
          <Icon name="x" size={12} />
        </button>
      )}
    </li>
  )
}

const removedToast = ({ name }: SavedQuery, undo: () => void) => ({
  isOk: true,
  content: `“${plainText(name)}” is removed.`,
  actions: (
    <button
      type="button"
      class="link"
      onClick={() => {
        undo()
        showToast(undefined)
      }}
    >
      Undo
    </button>
  ),
})
