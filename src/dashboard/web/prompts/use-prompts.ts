/** Loads the list page by page as far as it is looked at, and keeps its top up to date. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import { err, ok } from '../../../core/result.ts'
import type { PromptCounts, PromptPage, SentPrompt } from '../../../core/search/prompt-question.ts'
import type { SearchProgress } from '../../../core/search/search-question.ts'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { isLive, usageVersion } from '../live/live-store.ts'

/** The first page is there at once; the others come before they are needed. */
const firstPage = 50
const furtherPage = 100
const topAtMostEveryMs = 5_000

export interface LoadedPrompts {
  readonly counts: PromptCounts | undefined
  readonly progress: SearchProgress
  /** Each page stays the same list, so that it is drawn once. */
  readonly pages: readonly (readonly SentPrompt[])[]
  readonly nextCursor?: string | undefined
}

export interface Prompts {
  readonly loaded?: LoadedPrompts | undefined
  readonly problem?: ApiProblem | undefined
  /** Another question's prompts are shown until this one's come. */
  readonly isLoading: boolean
  /** Once per page, however often it is called meanwhile. */
  readonly loadMore: () => void
  readonly retry: () => void
  readonly setStar: (prompt: SentPrompt, isStarred: boolean) => void
  /** All that match, for a file. */
  readonly loadAll: () => Promise<Result<readonly SentPrompt[], ApiProblem>>
}

interface State {
  readonly query?: string
  readonly loaded?: LoadedPrompts
  readonly problem?: ApiProblem | undefined
}

const askPage = (query: string, limit: number, cursor?: string): Promise<Result<PromptPage, ApiProblem>> =>
  ask(api.prompts.history.$get({ query: { query, limit: String(limit), ...(cursor !== undefined && { cursor }) } }))

const firstOf = ({ prompts, counts, nextCursor, progress }: PromptPage): LoadedPrompts => ({
  ...{ counts, nextCursor, progress },
  pages: [prompts],
})

export function usePrompts(query: string): Prompts {
  const canAsk = isLive.value
  const version = usageVersion.value
  const [state, setState] = useState<State>({})
  const [tries, setTries] = useState(0)
  const loadingFrom = useRef<string | undefined>(undefined)
  const shownVersion = useRef(version)

  // biome-ignore lint/correctness/useExhaustiveDependencies: tries asks again; a new version is asked for below.
  useEffect(() => {
    if (!canAsk) return
    let isCurrent = true
    loadingFrom.current = undefined
    void askPage(query, firstPage).then((page) => {
      if (!isCurrent) return
      shownVersion.current = version
      setState((last) => (page.ok ? { query, loaded: firstOf(page.value) } : { ...last, query, problem: page.error }))
    })
    return () => {
      isCurrent = false
    }
  }, [query, canAsk, tries])

  // As long as nobody has scrolled on: what is read further down stays where it is.
  const isTop = (state.loaded?.pages.length ?? 0) <= 1
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version asks again.
  useEffect(() => {
    if (!canAsk || !isTop || version === shownVersion.current) return
    let isCurrent = true
    const timer = setTimeout(async () => {
      shownVersion.current = version
      const page = await askPage(query, firstPage)
      if (!isCurrent || !page.ok) return
      setState((last) =>
        last.query === query && last.loaded?.pages.length === 1 ? { query, loaded: firstOf(page.value) } : last,
      )
    }, topAtMostEveryMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [version, query, canAsk, isTop])

  const { loaded } = state
  const nextCursor = state.query === query ? loaded?.nextCursor : undefined

  async function loadMore(): Promise<void> {
    if (nextCursor === undefined || loadingFrom.current === nextCursor) return
    loadingFrom.current = nextCursor
    const page = await askPage(query, furtherPage, nextCursor)
    if (!page.ok) loadingFrom.current = undefined
    setState((last) => {
      if (last.query !== query || last.loaded?.nextCursor !== nextCursor) return last
      if (!page.ok) return { ...last, problem: page.error }
      const pages = [...last.loaded.pages, page.value.prompts]
      return { query, loaded: { ...last.loaded, pages, nextCursor: page.value.nextCursor } }
    })
  }

  async function loadAll(): Promise<Result<readonly SentPrompt[], ApiProblem>> {
    const all: SentPrompt[] = []
    let cursor: string | undefined
    do {
      const page = await askPage(query, 200, cursor)
      if (!page.ok) return err(page.error)
      all.push(...page.value.prompts)
      cursor = page.value.nextCursor
    } while (cursor !== undefined)
    return ok(all)
  }

  return {
    loaded,
    problem: state.problem,
    isLoading: state.query !== query,
    loadMore: () => void loadMore(),
    loadAll,
    retry: () => setTries((count) => count + 1),
    setStar: ({ id }, isStarred) =>
      setState((last) =>
        last.loaded === undefined ? last : { ...last, loaded: withStar(last.loaded, id, isStarred) },
      ),
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
