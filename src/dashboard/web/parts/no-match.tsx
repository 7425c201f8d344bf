/** A filter that nothing passes: what it is, how much it hides, and the way back. */
import { plural } from '../../../core/words/format.ts'

interface NoMatchProps {
  /** What was typed; empty when only switches filter. */
  readonly search: string
  readonly hidden: number
  /** "agent" */
  readonly noun: string
  readonly onClear: () => void
}

export function NoMatch({ search, hidden, noun, onClear }: NoMatchProps) {
  return (
    <div class="no-match">
      <p>
        {search === '' ? 'Nothing matches the filter.' : `Nothing matches "${search}".`}{' '}
        <span class="muted">
          {plural(hidden, noun)} {hidden === 1 ? 'is' : 'are'} hidden.
        </span>
      </p>
      <button type="button" class="btn" onClick={onClear}>
        Clear filter
      </button>
    </div>
  )
}
