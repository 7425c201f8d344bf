/** Every word of every session. */
import type { QuerySyntaxProblem } from '../core/query/query.ts'
import type { Result } from '../core/result.ts'
import type { SearchAnswer, SearchQuestion } from '../core/search/search-question.ts'

export interface SearchService {
  /** The error says where the query can't be read. */
  search(question: SearchQuestion): Promise<Result<SearchAnswer, QuerySyntaxProblem>>
}
