/** What the page knows of one session at this moment: its state, whether it is told more, and who else listens. One per session page. */
import { useEffect, useMemo } from 'preact/hooks'
import type { LiveSessionState } from '../../../../core/session/live-session.ts'
import type { SessionEvent } from '../../../../core/session/session-event.ts'
import type { ApiProblem } from '../../api.ts'
import { signal } from '../../store.ts'
import { createSessionSource, type SessionSource, type StreamListener } from './session-source.ts'

export interface LiveSessionView {
  readonly state?: LiveSessionState | undefined
  readonly problem?: ApiProblem | undefined
  /** The stream is open. */
  readonly isLive: boolean
}

type Hearer = Pick<StreamListener, 'onOpen' | 'onEvents' | 'onResync'>

export class LiveSession {
  readonly source: SessionSource
  readonly #view = signal<LiveSessionView>({ isLive: false })
  readonly #hearers = new Set<Hearer>()
  #stop: (() => void) | undefined

  constructor(source: SessionSource) {
    this.source = source
  }

  get view(): LiveSessionView {
    return this.#view.value
  }

  start(): () => void {
    void this.#readState()
    this.#stop = this.source.follow({
      onOpen: () => {
        const isAgain = this.#stop !== undefined && this.#view.peek().state !== undefined
        this.#set({ isLive: true })
        if (isAgain) void this.#readState()
        for (const hearer of this.#hearers) hearer.onOpen()
      },
      onEvents: (events: readonly SessionEvent[]) => {
        for (const hearer of this.#hearers) hearer.onEvents(events)
      },
      onState: (state) => this.#set({ state, problem: undefined }),
      onResync: () => {
        void this.#readState()
        for (const hearer of this.#hearers) hearer.onResync()
      },
      onLost: () => this.#set({ isLive: false }),
    })
    return () => this.#stop?.()
  }

  hear(hearer: Hearer): () => void {
    this.#hearers.add(hearer)
    return () => this.#hearers.delete(hearer)
  }

  async #readState(): Promise<void> {
    const answer = await this.source.state()
    if (!answer.ok) this.#set({ problem: answer.error })
    // The stream may have told a newer one meanwhile.
    else if ((this.#view.peek().state?.revision ?? -1) <= answer.value.revision || !this.#view.peek().isLive)
      this.#set({ state: answer.value, problem: undefined })
  }

  #set(change: Partial<LiveSessionView>): void {
    this.#view.value = { ...this.#view.peek(), ...change }
  }
}

/** Followed for as long as the page shows it. */
export function useStartedSession(sessionId: string): LiveSession {
  const session = useMemo(() => new LiveSession(createSessionSource(sessionId)), [sessionId])
  useEffect(() => session.start(), [session])
  return session
}
