/** The list of sessions, as far as it is looked at. */
import type { Result } from '../../../core/result.ts'
import type { SessionList, SessionQuery, SessionSummary } from '../../../core/session/session.ts'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { type Pages, usePages } from '../parts/use-pages.ts'
import type { LoadedSessions } from './loaded.ts'
import { withNewerTop, withNextPage } from './loaded.ts'

export interface Sessions extends Omit<Pages<SessionList, LoadedSessions>, 'loadAll' | 'change'> {
  readonly loadAll: () => Promise<Result<readonly SessionSummary[], ApiProblem>>
}

type Question = Omit<SessionQuery, 'limit'>

/** As large as the server gives them. */
const furtherPage = 1_000

export function useSessions(question: Question): Sessions {
  const { loadAll, ...pages } = usePages<SessionList, LoadedSessions>({
    key: JSON.stringify(question),
    limits: { first: 100, further: furtherPage, all: furtherPage },
    ask: (limit, cursor) =>
      ask(api.sessions.$get({ query: { ...question, limit: String(limit), ...(cursor !== undefined && { cursor }) } })),
    begin: (page) => page,
    withNext: withNextPage,
    withNewerTop: (loaded, page) => withNewerTop(loaded, page, question.sort ?? 'start'),
  })
  return {
    ...pages,
    async loadAll() {
      const all = await loadAll()
      if (!all.ok) return all
      const none: LoadedSessions = { sessions: [], total: 0, agents: [] }
      return { ok: true, value: all.value.reduce(withNextPage, none).sessions }
    },
  }
}
