/** Why a query can't be read, and where. */
import type { QuerySyntaxProblem } from '../../../core/query/query.ts'
import type { ApiProblem } from '../api.ts'
import { Mark } from './mark.tsx'

export const QueryProblem = ({ problem: { message, atCharacter } }: { readonly problem: QuerySyntaxProblem }) => (
  <div class="query-problem" role="alert">
    <Mark name="fail" />
    <div>
      <p>
        <b>{message}</b> Nothing was asked.
      </p>
      <p class="next">Next: correct the query at character {atCharacter + 1}.</p>
    </div>
  </div>
)

/** Where a query can't be read; undefined where something else went wrong. */
export function syntaxProblemOf({ body }: ApiProblem): QuerySyntaxProblem | undefined {
  const { error } = (body ?? {}) as { readonly error?: Partial<QuerySyntaxProblem> }
  if (typeof error?.atCharacter !== 'number' || typeof error.message !== 'string') return undefined
  return { atCharacter: error.atCharacter, characters: error.characters ?? 0, message: error.message }
}
