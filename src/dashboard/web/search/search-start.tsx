/** Before anything was typed: what was looked for lately, the language, and what is searched. */
import { setQuery } from '../navigation.tsx'
import { clearSearches, lastSearches } from './use-last-searches.ts'

export function SearchStart() {
  const searches = lastSearches.value
  return (
    <div class="search-start">
      <section aria-labelledby="searched-lately">
        <h2 id="searched-lately">Searched lately</h2>
        {searches.length === 0 && <p class="muted">Nothing yet. The last ten are kept in this browser alone.</p>}
        <ul>
          {searches.map((text) => (
            <li key={text}>
              <Example text={text} />
            </li>
          ))}
        </ul>
        {searches.length > 0 && (
          <button type="button" class="link" onClick={clearSearches}>
            Clear
            <span class="sr"> what was searched lately</span>
          </button>
        )}
      </section>
      <section aria-labelledby="narrow-it">
        <h2 id="narrow-it">Narrow it</h2>
        <dl>
          {hints.map(([example, meaning]) => (
            <div key={example}>
              <dt>
                <Example text={example} />
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby="what-is-searched">
        <h2 id="what-is-searched">What is searched</h2>
        <p class="muted">
          Every word of every session: prompts, answers, thinking, what tools were asked and what they said, files,
          subagents; also of sessions whose records their agent deleted and that are archived here. The index is on this
          machine, and secrets are masked in what is shown.
        </p>
      </section>
    </div>
  )
}

const Example = ({ text }: { readonly text: string }) => (
  <button type="button" class="link mono" onClick={() => setQuery({ q: text })}>
    {text}
  </button>
)

const hints = [
  ['advisory lock', 'both words, or words that begin so'],
  ['"taken twice"', 'exactly this'],
  ['AuthToken', 'a part of an identifier: useAuthToken'],
  ['timeout is:failed', 'in results and requests that failed'],
  ['file:src/queue role:file', 'changes below a path'],
  ['prompt:retry since:30d', 'in your prompts of the last 30 days'],
] as const
