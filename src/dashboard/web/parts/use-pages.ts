/** Loads a list page by page as far as it is looked at, and keeps its top up to date. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import { err, ok } from '../../../core/result.ts'
import type { ApiProblem } from '../api.ts'
import { isLive, usageVersion } from '../live/live-store.ts'

interface Paged {
  /** Absent: there is no more. */
  readonly nextCursor?: string | undefined
}

export interface PagedList<Page extends Paged, Loaded extends Paged> {
  /** What is asked for: another one is another list. */
  readonly key: string
  readonly ask: (limit: number, cursor?: string) => Promise<Result<Page, ApiProblem>>
  /** The first page is small, so that it is there at once. */
  readonly limits: { readonly first: number; readonly further: number; readonly all: number }
  readonly begin: (page: Page) => Loaded
  readonly withNext: (loaded: Loaded, page: Page) => Loaded
  /** The first page anew, while things go on. */
  readonly withNewerTop: (loaded: Loaded, page: Page) => Loaded
  /** False: what is loaded stays as it is. @default its top is asked for whenever something was counted */
  readonly isTopShown?: (loaded: Loaded) => boolean
}

export interface Pages<Page, Loaded> {
  readonly loaded?: Loaded | undefined
  readonly problem?: ApiProblem | undefined
  /** What another question found is shown until this one's comes. */
  readonly isLoading: boolean
  /** Once per page, however often it is called meanwhile. */
  readonly loadMore: () => void
  readonly retry: () => void
  readonly change: (how: (loaded: Loaded) => Loaded) => void
  /** All there are, for a file. */
  readonly loadAll: () => Promise<Result<readonly Page[], ApiProblem>>
}

interface State<Loaded> {
  readonly key?: string
  readonly loaded?: Loaded
  readonly problem?: ApiProblem | undefined
}

const topAtMostEveryMs = 5_000

export function usePages<Page extends Paged, Loaded extends Paged>(list: PagedList<Page, Loaded>): Pages<Page, Loaded> {
  const { key, ask, limits } = list
  const canAsk = isLive.value
  const version = usageVersion.value
  const [state, setState] = useState<State<Loaded>>({})
  const [tries, setTries] = useState(0)
  const loadingFrom = useRef<string | undefined>(undefined)
  const shownVersion = useRef(version)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question; tries asks again.
  useEffect(() => {
    if (!canAsk) return
    let isCurrent = true
    loadingFrom.current = undefined
    void ask(limits.first).then((page) => {
      if (!isCurrent) return
      shownVersion.current = version
      setState((last) => (page.ok ? { key, loaded: list.begin(page.value) } : { ...last, key, problem: page.error }))
    })
    return () => {
      isCurrent = false
    }
  }, [key, canAsk, tries])

  const isTopShown = state.loaded === undefined || list.isTopShown?.(state.loaded) !== false
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same; the version asks again.
  useEffect(() => {
    if (!canAsk || !isTopShown || version === shownVersion.current) return
    let isCurrent = true
    const timer = setTimeout(async () => {
      shownVersion.current = version
      const page = await ask(limits.first)
      if (!isCurrent || !page.ok) return
      setState((last) =>
        last.loaded && last.key === key ? { ...last, loaded: list.withNewerTop(last.loaded, page.value) } : last,
      )
    }, topAtMostEveryMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [version, key, canAsk, isTopShown])

  const { loaded } = state
  const nextCursor = state.key === key ? loaded?.nextCursor : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question.
  const loadMore = useCallback(async () => {
    if (nextCursor === undefined || loadingFrom.current === nextCursor) return
    loadingFrom.current = nextCursor
    const page = await ask(limits.further, nextCursor)
    if (!page.ok) loadingFrom.current = undefined
    setState((last) => {
      if (last.key !== key || last.loaded?.nextCursor !== nextCursor) return last
      return page.ok ? { key, loaded: list.withNext(last.loaded, page.value) } : { ...last, problem: page.error }
    })
  }, [nextCursor, key])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the same.
  const loadAll = useCallback(async () => {
    const pages: Page[] = []
    do {
      const page = await ask(limits.all, pages.at(-1)?.nextCursor)
      if (!page.ok) return err(page.error)
      pages.push(page.value)
    } while (pages.at(-1)?.nextCursor !== undefined)
    return ok(pages)
  }, [key])

  return {
    loaded,
    problem: state.problem,
    isLoading: state.key !== key,
    loadMore,
    loadAll,
    change: (how) => setState((last) => (last.loaded === undefined ? last : { ...last, loaded: how(last.loaded) })),
    retry: () => {
      setState(({ loaded: kept }) => (kept ? { loaded: kept } : {}))
      setTries((count) => count + 1)
    },
  }
}
