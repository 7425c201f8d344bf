/** Every word of every session. */
import type { QuerySyntaxProblem } from '../core/query/query.ts'
import type { Result } from '../core/result.ts'
import type { SearchAnswer, SearchQuestion } from '../core/search/search-question.ts'

/** Who asked is gone, and his turn had not come yet. */
export class WithdrawnError extends Error {}

export interface SearchService {
  /** The error says where the query can't be read. Where `signal` is aborted before its turn comes it is not asked, and `WithdrawnError` thrown. */
  search(question: SearchQuestion, signal?: AbortSignal): Promise<Result<SearchAnswer, QuerySyntaxProblem>>
}
