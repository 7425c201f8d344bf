/** Loads the list page by page as far as it is looked at, and keeps its top up to date. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import { err, ok } from '../../../core/result.ts'
import type { SessionList, SessionQuery, SessionSummary } from '../../../core/session/session.ts'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { isLive, usageVersion } from '../live/live-store.ts'
import type { LoadedSessions } from './loaded.ts'
import { withNewerTop, withNextPage } from './loaded.ts'

/** The first page is small, so that it is there at once; the others are as large as the server gives them. */
const firstPage = 100
const furtherPage = 1000
const topAtMostEveryMs = 5000

export interface Sessions {
  readonly loaded?: LoadedSessions | undefined
  readonly problem?: ApiProblem | undefined
  /** Another question's sessions are shown until this one's come. */
  readonly isLoading: boolean
  /** Once per page, however often it is called meanwhile. */
  readonly loadMore: () => void
  readonly retry: () => void
  /** All that match, for a file. */
  readonly loadAll: () => Promise<Result<readonly SessionSummary[], ApiProblem>>
}

type Question = Omit<SessionQuery, 'limit'>

const askPage = (question: Question, limit: number, cursor?: string): Promise<Result<SessionList, ApiProblem>> =>
  ask(api.sessions.$get({ query: { ...question, limit: String(limit), ...(cursor !== undefined && { cursor }) } }))

interface State {
  readonly key?: string
  readonly loaded?: LoadedSessions
  readonly problem?: ApiProblem | undefined
}

export function useSessions(question: Question): Sessions {
  const key = JSON.stringify(question)
  const canAsk = isLive.value
  const version = usageVersion.value
  const [state, setState] = useState<State>({})
  const [tries, setTries] = useState(0)
  const loadingFrom = useRef<string | undefined>(undefined)
  const shownVersion = useRef(version)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question; tries asks again.
  useEffect(() => {
    if (!canAsk) return
    let isCurrent = true
    loadingFrom.current = undefined
    askPage(question, firstPage).then((page) => {
      if (!isCurrent) return
      shownVersion.current = version
      setState((last) => (page.ok ? { key, loaded: page.value } : { ...last, key, problem: page.error }))
    })
    return () => {
      isCurrent = false
    }
  }, [key, canAsk, tries])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the same.
  useEffect(() => {
    if (!canAsk || version === shownVersion.current) return
    let isCurrent = true
    const timer = setTimeout(async () => {
      shownVersion.current = version
      const page = await askPage(question, firstPage)
      if (!isCurrent || !page.ok) return
      setState((last) =>
        last.loaded && last.key === key
          ? { ...last, loaded: withNewerTop(last.loaded, page.value, question.sort ?? 'start') }
          : last,
      )
    }, topAtMostEveryMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [version, key, canAsk])

  const { loaded } = state
  const nextCursor = state.key === key ? loaded?.nextCursor : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question.
  const loadMore = useCallback(async () => {
    if (nextCursor === undefined || loadingFrom.current === nextCursor) return
    loadingFrom.current = nextCursor
    const page = await askPage(question, furtherPage, nextCursor)
    if (!page.ok) loadingFrom.current = undefined
    setState((last) => {
      if (last.key !== key || last.loaded?.nextCursor !== nextCursor) return last
      return page.ok ? { key, loaded: withNextPage(last.loaded, page.value) } : { ...last, problem: page.error }
    })
  }, [nextCursor, key])

  const loadAll = useCallback(async () => {
    let all: LoadedSessions = { sessions: [], total: 0, agents: [] }
    do {
      const page = await askPage(question, furtherPage, all.nextCursor)
      if (!page.ok) return err(page.error)
      all = withNextPage(all, page.value)
    } while (all.nextCursor !== undefined)
    return ok(all.sessions)
  }, [question])

  return {
    loaded,
    problem: state.problem,
    isLoading: state.key !== key,
    loadMore,
    loadAll,
    retry: () => {
      setState(({ loaded: kept }) => (kept ? { loaded: kept } : {}))
      setTries((count) => count + 1)
    },
  }
}
