/**
 * One host whose sessions ask: what they ask is laid before people, and their answer is said on the same line. Whoever else answers first,
 * in a window, is heard here as well; nothing is answered for nobody.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { HostAsking, HostedSession, HostMessage, HostNews, HostRequest, HostTalk } from '../agents/hosting.ts'
import type { Asked, Decision } from '../core/waiting/approval.ts'
import type { ReportError } from '../core/words/bug.ts'
import type { HostConnection } from './host-line.ts'

/** What a session asks. */
export interface HostedAsk {
  readonly asked: Asked
  readonly sessionId: string
  readonly subagentId?: string | undefined
  readonly cwd?: string | undefined
  /** It is answered, by whomever, or not asked any more. */
  readonly settled: AbortSignal
  /** The host hung up. */
  readonly gone: AbortSignal
}

/** Undefined: no decision from here. */
export type HostedDesk = (ask: HostedAsk) => Promise<Decision | undefined>

export interface AskingHost {
  /** What is said on its line unasked. */
  hear(message: HostMessage): void
  /** It hung up, or nobody listens any more. */
  end(): void
}

interface Open {
  readonly sessionId: string
  readonly settled: AbortController
}

const mostTimes = 5
/** The first pause before it is asked again; each one after it is as much longer. */
const pauseMs = 300

export function followHost(
  line: Pick<HostConnection, 'say'>,
  asking: HostAsking,
  desk: HostedDesk,
  reportError: ReportError,
): AskingHost {
  const joined = new Map<string, Promise<HostedSession | undefined>>()
  const waiting = new Set<string>()
  const open = new Map<string, Open>()
  const gone = new AbortController()

  async function say<T>(talk: HostTalk<T>): Promise<T | undefined> {
    const said = await line.say(talk)
    return said.ok ? said.value : undefined
  }

  function join(sessionId: string): Promise<HostedSession | undefined> {
    const session = say(asking.join(sessionId))
    joined.set(sessionId, session)
    return session
  }

  /** A host that is slow at first, or does not know a session yet that just began, is asked again. */
  async function again<T>(ask: () => Promise<T | undefined>, isWanted: () => boolean): Promise<T | undefined> {
    for (let time = 1; time <= mostTimes && !gone.signal.aborted && isWanted(); time += 1) {
      const answer = await ask()
      if (answer !== undefined) return answer
      await sleep(pauseMs * time)
    }
    return undefined
  }

  const joinedSession = (sessionId: string, isWanted: () => boolean) =>
    again(async () => {
      const session = await (joined.get(sessionId) ?? join(sessionId))
      if (session === undefined) joined.delete(sessionId)
      return session
    }, isWanted)

  function note(news: HostNews): void {
    if (news.kind === 'asks') {
      if (open.has(news.request.key)) return
      const one = { sessionId: news.request.sessionId, settled: new AbortController() }
      open.set(news.request.key, one)
      background(ask(news.request, one))
    } else if (news.kind === 'settled') settle(news.key)
    else if (news.kind === 'waits') {
      waiting.add(news.sessionId)
      background(joinedSession(news.sessionId, () => waiting.has(news.sessionId)))
    } else leave(news.sessionId)
  }

  function settle(key: string): void {
    open.get(key)?.settled.abort()
    open.delete(key)
  }

  function leave(sessionId: string): void {
    waiting.delete(sessionId)
    for (const [key, one] of open) if (one.sessionId === sessionId) settle(key)
    const goodbye = asking.leave?.(sessionId)
    if (joined.delete(sessionId) && goodbye !== undefined) background(say(goodbye))
  }

  async function ask(request: HostRequest, { settled }: Open): Promise<void> {
    const session = await joinedSession(request.sessionId, () => !settled.signal.aborted)
    const asked = session && (await say(asking.read(request, session)))
    if (session === undefined || asked === undefined || settled.signal.aborted) return
    const { rootSessionId, cwd } = session
    const decision = await desk({
      ...{ asked, cwd, settled: settled.signal, gone: gone.signal, sessionId: rootSessionId },
      subagentId: rootSessionId === request.sessionId ? undefined : request.sessionId,
    })
    if (decision !== undefined && !settled.signal.aborted) await say(asking.answer(request, decision))
  }

  function background(work: Promise<unknown>): void {
    work.catch((cause: unknown) => reportError('What an agent asks could not be shown', cause))
  }

  const begin = () => say(asking.begin())
  background(again(begin, () => true).then((news) => news?.forEach(note)))
  return {
    hear(message) {
      const news = asking.hear(message)
      if (news !== undefined) note(news)
    },
    end: () => gone.abort(),
  }
}
