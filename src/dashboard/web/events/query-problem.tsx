/** Why a query can't be read, and where. */
import type { QuerySyntaxProblem } from '../../../core/query/query.ts'
import { Mark } from '../parts/mark.tsx'

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
