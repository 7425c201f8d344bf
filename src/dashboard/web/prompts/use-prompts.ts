/** The list of prompts, as far as it is looked at. */
import type { Result } from '../../../core/result.ts'
import type { PromptCounts, PromptPage, SentPrompt } from '../../../core/search/prompt-question.ts'
import type { SearchProgress } from '../../../core/search/search-question.ts'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { type Pages, usePages } from '../parts/use-pages.ts'

export interface LoadedPrompts {
  readonly counts: PromptCounts | undefined
  readonly progress: SearchProgress
  /** Each page stays the same list, so that it is drawn once. */
  readonly pages: readonly (readonly SentPrompt[])[]
  readonly nextCursor?: string | undefined
}

export interface Prompts extends Omit<Pages<PromptPage, LoadedPrompts>, 'loadAll' | 'change'> {
  readonly setStar: (prompt: SentPrompt, isStarred: boolean) => void
  readonly loadAll: () => Promise<Result<readonly SentPrompt[], ApiProblem>>
}

const begin = ({ prompts, counts, nextCursor, progress }: PromptPage): LoadedPrompts => ({
  ...{ counts, nextCursor, progress },
  pages: [prompts],
})

/** As long as nobody has scrolled on: what is read further down stays where it is. */
const isTopShown = ({ pages }: LoadedPrompts): boolean => pages.length <= 1

export function usePrompts(query: string): Prompts {
  const { loadAll, change, ...pages } = usePages<PromptPage, LoadedPrompts>({
    key: query,
    limits: { first: 50, further: 100, all: 200 },
    ask: (limit, cursor) =>
      ask(
        api.prompts.history.$get({ query: { query, limit: String(limit), ...(cursor !== undefined && { cursor }) } }),
      ),
    begin,
    withNext: (loaded, { prompts, nextCursor }) => ({ ...loaded, pages: [...loaded.pages, prompts], nextCursor }),
    withNewerTop: (loaded, page) => (isTopShown(loaded) ? begin(page) : loaded),
    isTopShown,
  })
  return {
    ...pages,
    setStar: ({ id }, isStarred) => change((loaded) => withStar(loaded, id, isStarred)),
    async loadAll() {
      const all = await loadAll()
      return all.ok ? { ok: true, value: all.value.flatMap(({ prompts }) => prompts) } : all
    },
  }
}

/** Pages without it stay the same list. */
function withStar(loaded: LoadedPrompts, id: string, isStarred: boolean): LoadedPrompts {
  const { counts, pages } = loaded
  const star = (page: readonly SentPrompt[]) =>
    page.map((one) => (one.id === id ? { ...one, isStarred: isStarred || undefined } : one))
  return {
    ...loaded,
    counts: counts && { ...counts, starred: Math.max(0, counts.starred + (isStarred ? 1 : -1)) },
    pages: pages.map((page) => (page.some((one) => one.id === id) ? star(page) : page)),
  }
}
