/**
 * The prompts of this machine: sent when their turn has come, one at a time for each session, and followed until they stand in its
 * records. What a step leads to is core/prompts/prompt-states.ts.
 */
import { isHeldReason } from '../core/alerts/budgets.ts'
import type { BoxDeed, Prompt, PromptTarget } from '../core/prompts/prompt.ts'
import type { Moment, QueueStop } from '../core/prompts/prompt-queue.ts'
import { idleForMs, isAwaited, nextDue, settledAfterMs, stopOf } from '../core/prompts/prompt-queue.ts'
import type { PromptStep } from '../core/prompts/prompt-states.ts'
import { isWaiting, mayBeProved } from '../core/prompts/prompt-states.ts'
import { err } from '../core/result.ts'
import { seconds } from '../core/time/duration.ts'
import type { StopHookChannel } from './channels/stop-hook/stop-hook-channel.ts'
import type { PromptBook } from './prompt-book.ts'
import { createPromptBook } from './prompt-book.ts'
import { createFinishInBox } from './prompt-box.ts'
import type { BreakOffNow, InterruptFor } from './prompt-interrupt.ts'
import { createInterrupt } from './prompt-interrupt.ts'
import { createPromptProof } from './prompt-proof.ts'
import type { SenderParts, SessionNow } from './prompt-sender.ts'
import { createPromptSender } from './prompt-sender.ts'
import type { PromptStore } from './prompt-store.ts'
import { type LastTurn, lastTurnIn } from './session-records.ts'

export interface EngineParts extends SenderParts {
  readonly store: PromptStore
  readonly stopHook: StopHookChannel
  /** After each step; without one, of what is known besides. */
  readonly onStep: (prompt: Prompt, step: PromptStep | undefined) => void
  /** Why none goes to it now, and by itself later. @default nothing holds them */
  readonly whyHeld?: ((target: PromptTarget) => Promise<string | undefined>) | undefined
  /**
   * Another text whenever the session has begun something else: while it stays, one that takes nothing is looked at seldom. Undefined: nobody
   * can tell so cheaply. @default undefined for all
   */
  readonly markOf?: ((target: PromptTarget) => string | undefined) | undefined
  /** @default 500 */
  readonly lookEveryMs?: number | undefined
}

export interface PromptEngine {
  readonly book: PromptBook
  /** Prompts go out from now on. */
  begin(): Promise<void>
  /** There may be something to do. */
  wake(): void
  /** A turn of this session ends, and it waits for the answer: what to hand over. */
  turnEnds(sessionId: string): Promise<object | undefined>
  /** Why none goes out to this session until a person has looked. */
  stopOf(sessionId: string): Promise<QueueStop | undefined>
  /** Of one that was typed and not sent. Undefined: done; else why it still stands there. */
  finish(prompt: Prompt, deed: BoxDeed): Promise<string | undefined>
  /** What its session is at is broken off by Esc, and then this one goes. Else why no key was pressed, and nothing is kept to be sent. */
  readonly interrupt: InterruptFor
  /** The same without a prompt that goes then; that its turn was broken off stops no queue. */
  readonly breakOff: BreakOffNow
  /** When nothing is under way any more. */
  close(): Promise<void>
}

/** A session waits longer for its hook; so long only where something is to be handed over. */
const turnEndPatienceMs = 800
const usualLookEveryMs = 500
/** A session that takes nothing at the moment is looked at so many times more seldom; and where it would be seen that it begins something. */
const restingLooks = 4
const markedLooks = 20
/** A command of the agent's own may begin no turn that would end. */
const overWithinMs = seconds(5)
const endToldWithinMs = seconds(4)

interface Rest {
  /** As `performance.now()` tells it. */
  readonly untilMs: number
  readonly mark: string | undefined
}

export function createPromptEngine(parts: EngineParts): PromptEngine {
  const { store, stopHook, clock, reportError, promptingOf, recordsOf } = parts
  const book = createPromptBook(store, clock, parts.onStep)
  const sender = createPromptSender(book, parts)
  const finishInBox = createFinishInBox(book, parts)
  const proof = createPromptProof(book, parts)
  const interrupts = createInterrupt(book, { ...parts, lastTurn: (target) => lastTurn(target) })
  const atWork = new Map<string, Promise<void>>()
  /** Sessions that took nothing when they were looked at, and how long they are left alone. */
  const resting = new Map<string, Rest>()
  let timer: NodeJS.Timeout | undefined
  let isBegun = false
  let isClosed = false

  function schedule(afterMs = parts.lookEveryMs ?? usualLookEveryMs): void {
    if (!isBegun || isClosed) return
    timer ??= setTimeout(() => {
      timer = undefined
      workOnAll().then(
        (isMore) => void (isMore && schedule()),
        (cause: unknown) => {
          reportError('The queue of prompts could not be worked on', cause)
          schedule()
        },
      )
    }, afterMs)
  }

  /** Whether there is anything to come back for. */
  async function workOnAll(): Promise<boolean> {
    const nowMs = clock()
    const awaited = (await book.open()).filter((one) => isAwaited(one, nowMs))
    for (const [sessionId, target] of new Map(awaited.map((one) => [one.target.sessionId, one.target]))) {
      if (!isResting(target) && !atWork.has(sessionId)) void work(sessionId, undefined)
    }
    return awaited.length > 0
  }

  const work = (sessionId: string, moment: Moment | undefined) => inTurn(sessionId, () => workOn(sessionId, moment))

  /** One after the other for each session. */
  function inTurn(sessionId: string, act: () => Promise<void>): Promise<void> {
    const done = (atWork.get(sessionId) ?? Promise.resolve())
      .then(act)
      .catch((cause: unknown) => reportError('A prompt could not be worked on', cause))
      .finally(() => void (atWork.get(sessionId) === done && atWork.delete(sessionId)))
    atWork.set(sessionId, done)
    return done
  }

  async function workOn(sessionId: string, asked: Moment | undefined): Promise<void> {
    for (const prompt of await book.ofSession(sessionId)) {
      if (mayBeProved(prompt.state)) await proof.lookFor(prompt)
      else if (isWaiting(prompt.state) && clock() >= prompt.expiresAtMs) {
        await book.step(prompt, 'expire', { reason: 'It could not go out in time.' })
      }
    }
    const own = await book.ofSession(sessionId)
    const first = own.find(({ state }) => isWaiting(state) || state === 'delivered')
    if (isClosed || first === undefined) return
    // Before the look: what changes meanwhile is looked at again.
    const mark = parts.markOf?.(first.target)
    const now = await parts.lookAt(first.target)
    if (now === undefined || (now.sessionId ?? sessionId) !== sessionId) return leave(own, now)
    for (const prompt of own) if (isTurnOver(prompt, now)) await book.step(prompt, 'answer')
    if (await isHeldBack(own)) return rest(first.target)
    const moment = asked ?? momentOf(now, clock())
    await sendNext(sessionId, moment, now)
    const takesNothing = moment === 'busy' || now.activity === 'waiting'
    // A word on the way waits for a free box, which no entry tells of.
    const goesOnTheWay = own.some(({ when }) => when.kind === 'now')
    if (takesNothing && own.every(({ state }) => isWaiting(state))) rest(first.target, goesOnTheWay ? undefined : mark)
    else resting.delete(sessionId)
  }

  /** What is queued is told why; when it may go again, that is over. */
  async function isHeldBack(own: readonly Prompt[]): Promise<boolean> {
    const queued = own.filter(({ state }) => state === 'queued')
    const [first] = queued
    if (first === undefined || parts.whyHeld === undefined) return false
    const reason = await parts.whyHeld(first.target)
    const isStale = (one: Prompt) => (reason === undefined ? isHeldReason(one.reason) : one.reason !== reason)
    for (const one of queued.filter(isStale)) await book.note(one, { reason })
    return reason !== undefined
  }

  function rest(target: PromptTarget, mark?: string): void {
    const looks = mark === undefined ? restingLooks : markedLooks
    const untilMs = performance.now() + looks * (parts.lookEveryMs ?? usualLookEveryMs)
    resting.set(target.sessionId, { untilMs, mark })
  }

  function isResting(target: PromptTarget): boolean {
    const rest = resting.get(target.sessionId)
    if (rest === undefined || performance.now() >= rest.untilMs) return false
    return rest.mark === undefined || parts.markOf?.(target) === rest.mark
  }

  /** Its session is over: what waits for it goes nowhere by itself. */
  async function leave(own: readonly Prompt[], now: SessionNow | undefined): Promise<void> {
    const reason = overWords(now)
    for (const prompt of own) {
      if (isWaiting(prompt.state)) await book.step(prompt, 'orphan', { reason })
      else if (prompt.state === 'delivered') await book.step(prompt, 'answer')
    }
  }

  function isTurnOver(
    { state, attempt, stateSinceMs }: Prompt,
    { activity, activitySinceMs = 0 }: SessionNow,
  ): boolean {
    if (state !== 'delivered' || (activity !== 'idle' && activity !== 'shell')) return false
    return activitySinceMs > (attempt?.enterAtMs ?? stateSinceMs) || clock() - stateSinceMs > overWithinMs
  }

  async function sendNext(sessionId: string, moment: Moment | undefined, now: SessionNow): Promise<void> {
    if (moment === undefined) return
    const all = await book.open()
    const own = all.filter(({ target }) => target.sessionId === sessionId)
    // What was delivered keeps its turn until that is over.
    if (moment === 'idle' && own.some(({ state }) => state === 'delivered')) return
    const due = nextDue(own, moment, clock(), (id) => all.find((one) => one.id === id)?.state)
    if (due === undefined) return
    const turn = await lastTurn(due.target)
    const passedMs = (await store.passes()).get(sessionId) ?? 0
    if (moment === 'idle' && isEndUntold(turn, due, now, passedMs)) return waitForEnd(due, now)
    if (stopAfter(turn, own, passedMs) !== undefined) return
    await sender.send(due, moment, now)
  }

  const lastTurn = async (target: PromptTarget): Promise<LastTurn> => {
    const hosted = (await parts.hosted?.lookAt(target))?.lastTurn
    if (hosted !== undefined) return hosted.kind === 'open' ? { kind: 'open', isCommand: false } : hosted
    const prompting = promptingOf(target.agent)
    return prompting === undefined ? { kind: 'ended' } : lastTurnIn(recordsOf(target), prompting)
  }

  /** What was queued while it worked goes when the records have said how that ended, which on a busy machine takes its time. */
  function isEndUntold(
    turn: LastTurn,
    { createdAtMs }: Prompt,
    { activitySinceMs = 0 }: SessionNow,
    passedMs: number,
  ): boolean {
    if (turn.kind !== 'open' || createdAtMs >= activitySinceMs || passedMs >= activitySinceMs) return false
    return !turn.isCommand || clock() - activitySinceMs < endToldWithinMs
  }

  async function waitForEnd(prompt: Prompt, { activitySinceMs = 0 }: SessionNow): Promise<void> {
    if (clock() - activitySinceMs < endToldWithinMs) return
    const reason = `Its records do not say yet how its last turn ended. If that is over: tce queue go-on ${prompt.target.pid}`
    if (prompt.reason !== reason) await book.note(prompt, { reason })
  }

  async function stopOfSession(sessionId: string): Promise<QueueStop | undefined> {
    const own = await book.ofSession(sessionId)
    const target = own.find(({ state }) => state === 'queued')?.target
    return stopAfter(target && (await lastTurn(target)), own, (await store.passes()).get(sessionId))
  }

  const stopAfter = (turn: LastTurn | undefined, own: readonly Prompt[], passedMs: number | undefined) =>
    stopOf(own, turn?.kind === 'broken' ? turn : undefined, passedMs)

  async function finishNow(id: string, deed: BoxDeed): Promise<string | undefined> {
    const before = await store.find(id)
    if (before?.state === 'in-box') await proof.lookFor(before)
    const prompt = await store.find(id)
    if (prompt?.state !== 'in-box') return 'It does not stand in its box any more.'
    const now = await parts.lookAt(prompt.target)
    const { sessionId } = prompt.target
    if (now === undefined || (now.sessionId ?? sessionId) !== sessionId) return overWords(now)
    return finishInBox(prompt, deed, now)
  }

  return {
    book,
    async begin() {
      await store.recover(clock())
      book.forget()
      isBegun = true
      schedule()
    },
    wake() {
      book.forget()
      resting.clear()
      clearTimeout(timer)
      timer = undefined
      schedule(0)
    },
    async turnEnds(sessionId) {
      if (!isBegun || isClosed) return undefined
      resting.delete(sessionId)
      const isAnyQueued = (await book.ofSession(sessionId)).some(({ state }) => state === 'queued')
      if (!isAnyQueued) return undefined
      const end = stopHook.ask(sessionId, turnEndPatienceMs)
      void work(sessionId, 'turn-ends').finally(end.close)
      return end.answer
    },
    stopOf: stopOfSession,
    async finish({ id, target }, deed) {
      let why: string | undefined = 'Something failed: look at its terminal.'
      await inTurn(target.sessionId, async () => {
        why = await finishNow(id, deed)
      })
      return why
    },
    async interrupt(prompt) {
      let result: Awaited<ReturnType<InterruptFor>> = err('Something failed: look at its terminal.')
      await inTurn(prompt.target.sessionId, async () => {
        result = await interrupts.forPrompt(prompt)
      })
      return result
    },
    async breakOff(target, steps) {
      let result: Awaited<ReturnType<BreakOffNow>> = err('Something failed: look at its terminal.')
      await inTurn(target.sessionId, async () => {
        result = await interrupts.alone(target, steps)
      })
      return result
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await Promise.all(atWork.values())
    },
  }
}

const overWords = (now: SessionNow | undefined): string =>
  now === undefined ? 'Its session has ended.' : 'Its terminal is at another session by now.'

/** Undefined: nothing may go to it, because it asks something, just began, or nobody knows. */
function momentOf({ activity, activitySinceMs, startedAtMs }: SessionNow, nowMs: number): Moment | undefined {
  if (nowMs - startedAtMs < settledAfterMs) return undefined
  if (activity === 'busy') return 'busy'
  const isIdle = activity === 'idle' || activity === 'shell'
  return isIdle && activitySinceMs !== undefined && nowMs - activitySinceMs >= idleForMs ? 'idle' : undefined
}
