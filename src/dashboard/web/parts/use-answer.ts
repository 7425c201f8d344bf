/** Asks the server for a view and keeps the last answer while the next one comes, so that nothing on the page jumps. */
import { useEffect, useState } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import type { ApiProblem } from '../api.ts'
import { isLive, usageVersion } from '../live/live-store.ts'
import type { ReadonlySignal } from '../store.ts'
import { computed, effect, signal } from '../store.ts'

export interface Answered<T> {
  /** The latest answer, of this question or of the one before. */
  readonly value?: T | undefined
  /** Why there is no newer one. */
  readonly problem?: ApiProblem | undefined
  /** Another question's answer is shown until this one's comes. */
  readonly isLoading: boolean
  readonly retry: () => void
}

interface AnswerOptions {
  /** The same is asked anew when what it follows changed, at most every three seconds; else only after a break. @default true */
  readonly followsUsage?: boolean
  /** What it follows, where that is not usage. It grows. */
  readonly follows?: ReadonlySignal<number>
  /** Before that nothing is asked. @default once the page is signed in and connected */
  readonly isTime?: ReadonlySignal<boolean>
}

/** `signal`: another question takes its place. */
type Ask<T> = (signal: AbortSignal) => Promise<Result<T, ApiProblem>>

interface State<T> {
  /** Of the question that was answered last, and how much of what it follows that answer knew. */
  readonly key?: string | undefined
  readonly version?: number
  readonly value?: T | undefined
  readonly problem?: ApiProblem | undefined
  readonly atMs: number
}

/** How often a view is asked for anew while sessions go on. */
const atMostEveryMs = 3000

function createAnswer<T>({ followsUsage = true, follows = usageVersion, isTime = isLive }: AnswerOptions) {
  const asked = signal<{ readonly key: string; readonly ask: Ask<T> } | undefined>(undefined)
  const state = signal<State<T>>({ atMs: 0 })
  const inFlight = signal<{ readonly key: string; readonly stop: AbortController } | undefined>(undefined)
  let hadBreak = false

  function look() {
    const question = asked.value
    if (!isTime.value) hadBreak = true
    if (question === undefined || !isTime.value || inFlight.value?.key === question.key) return
    const version = followsUsage ? follows.value : 0
    const last = state.value
    const isAnswered = last.key === question.key
    if (isAnswered && last.version === version && !hadBreak) return
    const waitMs = isAnswered ? Math.max(0, last.atMs + atMostEveryMs - Date.now()) : 0
    const timer = setTimeout(send, waitMs, question, version)
    return () => clearTimeout(timer)
  }

  async function send({ key, ask }: { readonly key: string; readonly ask: Ask<T> }, version: number) {
    hadBreak = false
    const mine = { key, stop: new AbortController() }
    inFlight.peek()?.stop.abort()
    inFlight.value = mine
    const answer = await ask(mine.stop.signal)
    // Another question took its place.
    if (inFlight.peek() !== mine) return
    inFlight.value = undefined
    const told = { key, version, atMs: Date.now() }
    state.value = answer.ok
      ? { ...told, value: answer.value }
      : { ...told, value: state.peek().value, problem: answer.error }
  }

  return {
    state,
    /** Asks for as long as it is not stopped. */
    follow: () => effect(look),
    /** `key` names the question: another one is asked at once. */
    ask(key: string | undefined, ask: Ask<T>) {
      if (asked.peek()?.key !== key) asked.value = key === undefined ? undefined : { key, ask }
    },
    retry() {
      const { value } = state.peek()
      state.value = { value, atMs: 0 }
    },
  }
}

/** The answer to the question that `key` names; without one nothing is asked. */
export function useAnswer<T>(key: string | undefined, ask: Ask<T>, options: AnswerOptions = {}): Answered<T> {
  const [answer] = useState(() => createAnswer<T>(options))
  useEffect(() => answer.ask(key, ask))
  useEffect(() => answer.follow(), [answer])
  const { key: answeredKey, value, problem } = answer.state.value
  return { value, problem, isLoading: answeredKey !== key, retry: answer.retry }
}

/** One answer for the whole page, asked for while somebody looks at it and kept after that. */
export function pageAnswer<T>(ask: Ask<T>, options: AnswerOptions = {}): ReadonlySignal<T | undefined> {
  const { answered } = sharedAnswer(ask, options)
  return computed(() => answered.value.value)
}

/** The same with why there is none, and asked anew by hand. */
export function sharedAnswer<T>(
  ask: Ask<T>,
  options: AnswerOptions = {},
): { readonly answered: ReadonlySignal<Pick<Answered<T>, 'value' | 'problem'>>; readonly retry: () => void } {
  const answer = createAnswer<T>(options)
  answer.ask('page', ask)
  let stop: (() => void) | undefined
  const answered = computed(() => answer.state.value, {
    watched: () => {
      stop = answer.follow()
    },
    unwatched: () => stop?.(),
  })
  return { answered, retry: answer.retry }
}
