/** What is said where nothing, or little, was found: what the filters hide, and where else to look. */
import type { SearchAnswer } from '../../../core/search/search-question.ts'
import { isFew, wordsForPrompts } from '../../../core/search/words-for-prompts.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { Link, setQuery } from '../navigation.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import type { SearchAddress } from './address.ts'
import { hasFilters, withoutFilters } from './query-filters.ts'
import { hiddenWords } from './search-words.ts'

interface FoundProps {
  readonly answer: SearchAnswer
  readonly address: SearchAddress
}

export const Nothing = ({ answer, address: { text } }: FoundProps) => (
  <div class="no-match nothing-found">
    <p>
      Nothing matches <b>{plainText(text)}</b> in {plural(answer.progress.indexed, 'session')}.
    </p>
    <p class="muted">
      {answer.alone?.map(({ word, hits }) => (
        <span key={word}>
          “{plainText(word)}” alone:{' '}
          {hits === 0 ? (
            '0 hits. '
          ) : (
            <>
              <span class="alone-hits">
                <button type="button" class="link" onClick={() => setQuery({ q: asWord(word) })}>
                  {plural(hits, 'hit')}
                </button>
                .
              </span>{' '}
            </>
          )}
        </span>
      ))}
      <Hidden answer={answer} text={text} />
    </p>
    <ElsewhereInPrompts text={text} />
  </div>
)

export const FewFound = ({ answer, address: { text } }: FoundProps) =>
  isFew(answer) ? (
    <div class="few-found muted">
      {hasFilters(text) && (
        <p>
          <Hidden answer={answer} text={text} />
        </p>
      )}
      <ElsewhereInPrompts text={text} />
    </div>
  ) : null

/** Asks once more, without the filters, for the count alone. */
function Hidden({ answer, text }: { readonly answer: SearchAnswer; readonly text: string }) {
  const query = hasFilters(text) ? withoutFilters(text) : ''
  const { value, isLoading } = useAnswer(
    query === '' ? undefined : query,
    () => ask(api.search.$get({ query: { query, limit: '1', hits: '1' } })),
    { followsUsage: false },
  )
  if (query === '') return hasFilters(text) ? <ClearFilters text={text} /> : <>Filters hide nothing.</>
  if (value === undefined || isLoading) return <ClearFilters text={text} />
  const isAny = value.hits > answer.hits
  return (
    <>
      {hiddenWords(answer, value)} {isAny && <ClearFilters text={text} />}
    </>
  )
}

const ClearFilters = ({ text }: { readonly text: string }) => (
  <button type="button" class="btn small" onClick={() => setQuery({ q: withoutFilters(text) })}>
    Clear filters
  </button>
)

const ElsewhereInPrompts = ({ text }: { readonly text: string }) => (
  <p class="muted">
    Prompts that stand in an agent’s own list alone are in no session:{' '}
    <Link to={{ screen: 'prompts', query: { q: wordsForPrompts(text), range: 'all' } }}>
      look for these words in all prompts
    </Link>
    .
  </p>
)

const asWord = (word: string): string => (/\s/.test(word) ? `"${word}"` : word)
