/**
 * Requests of agents that are held open until somebody answers, here or in their terminal: first answer wins. Nothing is answered by a
 * timer: what times out, and what is still open when TCE ends, is given back without a decision, and its dialog stays.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Actor } from '../core/audit/audit.ts'
import type { HookSign } from '../core/hooks/hook-signs.ts'
import { isoTime } from '../core/process/report.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { minutes, seconds } from '../core/time/duration.ts'
import { decisionOf } from '../core/waiting/answer-rules.ts'
import type {
  AnswerName,
  AnswerOrder,
  AnswerProblem,
  Approval,
  ApprovalOutcome,
  Asked,
  Decision,
} from '../core/waiting/approval.ts'
import type { SessionNow, Watched } from '../core/waiting/approval-watch.ts'
import { heldForMs, nextWatched, verdictOf } from '../core/waiting/approval-watch.ts'
import {
  confirmedMessage,
  endMessages,
  overtakenMessage,
  sentMessage,
  tooLateMessage,
  unconfirmedMessage,
} from '../core/waiting/approval-words.ts'

export interface HeldRequest {
  /** As it may be shown. */
  readonly asked: Asked
  readonly shown: Pick<Approval, 'notes' | 'irrevocable' | 'branch'>
  readonly agent: string
  /** As people call it. */
  readonly agentName: string
  readonly sessionId: string
  readonly subagentId?: string | undefined
  /** As hooks name it where it was done. */
  readonly what?: string | undefined
  /** Aborted when the agent hangs up before it has the whole answer, or its dialog is gone. */
  readonly gone: AbortSignal
  /** Aborted when it is heard that it was answered, by whomever; where it is given nothing else has to tell that. */
  readonly settled?: AbortSignal | undefined
  readonly way: AnswerWay | KeyWay
  /** Since when it waits. @default now */
  readonly since?: string | undefined
}

/** Its hook, or the host of its session, waits for the answer. */
export interface AnswerWay {
  readonly kind: 'answer'
  /** How long; undefined: until somebody answers. */
  readonly timeoutMs?: number | undefined
  /** In the agent's own words. */
  decide(decision: Decision): Readonly<Record<string, unknown>>
}

/** Its dialog stands in a terminal that takes a key. */
export interface KeyWay {
  readonly kind: 'key'
  readonly typedInto: string
  /** Undefined: it was taken. Else why it was not. */
  press(decision: Decision, options: { readonly leavesCopyMode: boolean }): Promise<NotPressed | undefined>
}

export interface NotPressed {
  readonly message: string
  readonly isInCopyMode?: boolean | undefined
}

export interface HeldCard {
  readonly id: string
  /** What the agent is answered; undefined: no decision. */
  readonly answer: Promise<Readonly<Record<string, unknown>> | undefined>
}

export interface Approvals {
  /** Undefined: there are too many, or the agent hung up already. */
  hold(request: HeldRequest): HeldCard | undefined
  /** Resolves when the agent was seen to take it, or was not for a while. */
  answer(
    order: AnswerOrder,
    actor: Actor,
    options: { readonly isInFull: boolean },
  ): Promise<Result<Approval, AnswerProblem>>
  /** What a hook of the session told since. */
  note(sessionId: string, sign: HookSign, at: { readonly atMs: number; readonly subagentId?: string | undefined }): void
  /** What becomes known of why it is asked, after what, and what it would throw away. */
  explain(id: string, known: Partial<Pick<Approval, 'why' | 'before' | 'irrevocable'>>): void
  /** What shows later of one that is over. */
  tellLater(id: string, known: Partial<ApprovalOutcome>): void
  /** Those that can be answered, oldest first. */
  open(): readonly Approval[]
  /** Those that ended in the last minutes, newest first. */
  over(): readonly Approval[]
  close(): void
}

export interface ApprovalsParts {
  /** As its registry shows it at this moment; undefined where it shows none. */
  readonly sessionNow: (sessionId: string) => Promise<SessionNow | undefined>
  /** Whether its process still runs, where its registry tells of one. */
  readonly isRunning: (sessionId: string) => Promise<boolean>
  /** What its records say was answered of it since; undefined where they tell nothing. */
  readonly answeredThere: (
    approval: Approval,
    subagentId: string | undefined,
  ) => Promise<'allowed' | 'denied' | undefined>
  readonly onChange: (approval: Approval) => void
  /** More became known of one that is over. */
  readonly onLater: () => void
  readonly clock: () => number
  readonly reportError: (message: string, cause: unknown) => void
}

interface Held {
  readonly request: HeldRequest
  approval: Approval
  watched: Watched
  readonly openedAtMs: number
  /** Gives the agent its answer, once. */
  readonly release: (body?: Readonly<Record<string, unknown>>) => void
  readonly settled: PromiseWithResolvers<void>
  readonly timer?: NodeJS.Timeout | undefined
}

interface Ended {
  readonly approval: Approval
  readonly request: HeldRequest
  readonly atMs: number
}

const mostHeld = 100
const mostOver = 50
const overForMs = minutes(5)
const confirmedWithinMs = seconds(5)
/** A process that was killed takes a moment to be gone. */
const goneForMs = 600
/** A key in its terminal closes the connection before the registry says that it was answered. */
const letGoAfterMs = seconds(3)
const lookEveryMs = 250
/** While an answer is on its way. */
const lookSoonMs = 100

export function createApprovals(parts: ApprovalsParts): Approvals {
  const { sessionNow, isRunning, answeredThere, onChange, onLater, clock, reportError } = parts
  const held = new Map<string, Held>()
  let ended: readonly Ended[] = []
  let look: NodeJS.Timeout | undefined

  function hold(request: HeldRequest): HeldCard | undefined {
    if (held.size >= mostHeld || request.gone.aborted) return undefined
    const { promise, resolve } = Promise.withResolvers<Readonly<Record<string, unknown>> | undefined>()
    const { timeoutMs } = request.way.kind === 'answer' ? request.way : {}
    const forMs = timeoutMs === undefined ? undefined : heldForMs(timeoutMs)
    const approval = approvalOf(request, newId(), { nowMs: clock(), forMs })
    const one: Held = {
      request,
      approval,
      watched: { sawDialog: request.way.kind === 'key' },
      openedAtMs: clock(),
      release: resolve,
      settled: Promise.withResolvers(),
      timer: forMs === undefined ? undefined : setTimeout(() => end(one, { kind: 'timed-out' }), forMs).unref(),
    }
    request.settled?.addEventListener('abort', () => {
      if (one.approval.state === 'sent') confirm(one)
      else end(one, { kind: 'answered-there' })
    })
    request.gone.addEventListener('abort', () => leave(one))
    held.set(approval.id, one)
    onChange(approval)
    lookAgain()
    return { id: approval.id, answer: promise }
  }

  function change(one: Held, next: Partial<Approval>): void {
    one.approval = { ...one.approval, ...next }
    onChange(one.approval)
  }

  function end(one: Held, { kind, ...told }: Pick<ApprovalOutcome, 'kind'> & Partial<ApprovalOutcome>): void {
    if (held.get(one.approval.id) !== one) return
    held.delete(one.approval.id)
    clearTimeout(one.timer)
    one.release()
    const message = told.message ?? (kind === 'answered-here' ? '' : endMessages[kind])
    const outcome = { kind, at: isoTime(clock()), ...told, message }
    const over: Ended = {
      approval: { ...one.approval, state: 'over', outcome },
      request: one.request,
      atMs: clock(),
    }
    ended = [over, ...ended].slice(0, mostOver)
    change(one, { state: 'over', outcome })
    one.settled.resolve()
  }

  /** The agent went on after our answer. */
  function confirm(one: Held): void {
    const { outcome } = one.approval
    if (outcome?.answer === undefined) return
    const afterMs = Math.max(0, clock() - Date.parse(outcome.at))
    const { agentName, asked } = one.request
    const given = { answer: outcome.answer, stops: outcome.stops }
    const message = confirmedMessage(given, asked, { agentName, afterMs })
    end(one, { ...outcome, confirmedAfterMs: afterMs, message })
  }

  function leave(one: Held): void {
    hungUp(one).catch((cause: unknown) => {
      reportError('A session could not be looked at', cause)
      end(one, { kind: 'let-go' })
    })
  }

  /** Nothing can be answered from then on, and in a moment it shows why: the looks at the registry tell it, or its process does. */
  async function hungUp(one: Held): Promise<void> {
    if (one.request.settled !== undefined && one.approval.state !== 'sent') return end(one, { kind: 'let-go' })
    // Its dialog goes by our key: who presses it looks, and so does the registry.
    if (one.request.way.kind === 'key' && one.approval.state === 'sent') return
    if (one.approval.state === 'sent') {
      const message = 'The connection broke while the answer was on its way; look at its terminal.'
      return end(one, { ...one.approval.outcome, kind: 'let-go', message })
    }
    const { sessionId } = one.request
    await pause(goneForMs, undefined, { ref: false })
    if (!(await isRunning(sessionId))) return end(one, { kind: 'session-ended' })
    await pause(letGoAfterMs - goneForMs, undefined, { ref: false })
    const isThere = (await isRunning(sessionId)) && (await sessionNow(sessionId)) !== undefined
    // A dialog that was answered at once was gone before the registry was looked at.
    const told = await answeredThere(one.approval, one.request.subagentId)
    if (told === 'allowed') return allowedThere(one)
    if (told === 'denied') return end(one, { kind: 'answered-there', message: 'Denied in its terminal.' })
    end(one, { kind: isThere ? 'let-go' : 'session-ended' })
  }

  const allowedThere = (one: Held): void =>
    end(one, { kind: 'answered-there', answer: yesOf(one.approval), message: 'Allowed in its terminal.' })

  async function answer(
    order: AnswerOrder,
    actor: Actor,
    options: { readonly isInFull: boolean },
  ): Promise<Result<Approval, AnswerProblem>> {
    const one = held.get(order.id)
    if (one === undefined) return err(whyNot(order))
    if (one.approval.state !== 'open') {
      return err({ kind: 'over', message: tooLateMessage(one.approval), approval: one.approval })
    }
    if (one.request.gone.aborted)
      return err({ kind: 'over', message: 'Nothing was sent: it is asked no more.', approval: one.approval })
    const decision = decisionOf(order, one.approval, options)
    if (!decision.ok) return err({ ...decision.error, approval: one.approval })
    const { request } = one
    const message = sentMessage(order, request.asked, request.agentName)
    const text = 'text' in decision.value && decision.value.text !== '' ? decision.value.text : undefined
    const outcome = {
      kind: 'answered-here',
      at: isoTime(clock()),
      answer: order.answer,
      by: actor,
      text,
      ...(order.stops === true && { stops: true }),
      message,
    } as const
    clearTimeout(one.timer)
    one.watched = { ...one.watched, answeredAtMs: clock(), noDialogSinceMs: undefined }
    if (request.way.kind === 'answer') one.release(request.way.decide(decision.value))
    change(one, { state: 'sent', outcome })
    const refused = request.way.kind === 'key' ? await pressed(one, request.way, decision.value, order) : undefined
    if (refused !== undefined) return refused
    lookAgain()
    await confirmation(one)
    const { approval } = one
    if (approval.outcome?.kind === 'answered-here') return ok(approval)
    return err({ kind: 'over', message: overtakenMessage(approval), approval })
  }

  /** What was not taken can be answered again, by whoever sees that it still stands there: never by itself. */
  async function pressed(
    one: Held,
    way: KeyWay,
    decision: Decision,
    { leavesCopyMode = false }: Pick<AnswerOrder, 'leavesCopyMode'>,
  ): Promise<Result<never, AnswerProblem> | undefined> {
    const why = await way.press(decision, { leavesCopyMode })
    if (why === undefined || held.get(one.approval.id) !== one) return undefined
    one.watched = { sawDialog: true }
    change(one, { state: 'open', outcome: undefined })
    if (one.request.gone.aborted) leave(one)
    const kind = why.isInCopyMode === true ? 'in-copy-mode' : 'not-delivered'
    return err({ kind, message: why.message, approval: one.approval })
  }

  async function confirmation(one: Held): Promise<void> {
    const giveUp = setTimeout(() => {
      const { outcome } = one.approval
      if (outcome?.answer === undefined) return
      const how = { agentName: one.request.agentName, afterMs: confirmedWithinMs }
      const given = { answer: outcome.answer, stops: outcome.stops }
      end(one, { ...outcome, message: unconfirmedMessage(given, one.request.asked, how) })
    }, confirmedWithinMs)
    await one.settled.promise
    clearTimeout(giveUp)
  }

  function whyNot({ id, nonce }: AnswerOrder): AnswerProblem {
    const approval = ended.find((one) => one.approval.id === id)?.approval
    if (approval === undefined)
      return { kind: 'not-found', message: `There is no request ${id}, or it ended a while ago.` }
    if (approval.nonce !== nonce) return { kind: 'other-request', message: 'Nothing was sent: it is another request.' }
    return { kind: 'over', message: tooLateMessage(approval), approval }
  }

  function note(
    sessionId: string,
    { kind, what, tookMs }: HookSign,
    { atMs, subagentId }: Parameters<Approvals['note']>[2],
  ): void {
    // What was told before it was asked says nothing about it.
    const of = [...held.values()].filter(
      ({ request, openedAtMs }) =>
        request.sessionId === sessionId && atMs > openedAtMs && request.settled === undefined,
    )
    if (kind === 'did') {
      const isIt = (request: HeldRequest) => request.subagentId === subagentId && isWhat(request, what)
      const done = of.find(({ request }) => isIt(request))
      if (done !== undefined) wasDone(done)
      // It was answered before, and ran since: the newest of its like that nothing came of yet.
      const past = ended.find(
        ({ approval, request }) =>
          approval.sessionId === sessionId && isIt(request) && approval.outcome?.ran === undefined,
      )
      if (past?.approval.kind === 'permission')
        tellLater(past.approval.id, { ran: { tool: past.approval.tool, outcome: 'done', tookMs } })
      return
    }
    if (kind === 'works' || kind === 'asks' || subagentId !== undefined) return
    for (const one of of.filter(({ request }) => request.subagentId === undefined)) {
      if (one.approval.state === 'sent') confirm(one)
      // Its turn is over or begins anew: unless a dialog stands there still, it was answered there.
      else one.watched = { ...one.watched, sawDialog: true, noDialogSinceMs: atMs }
    }
  }

  /** The tool ran: it was allowed, here or there. */
  function wasDone(one: Held): void {
    const { answer } = one.approval.outcome ?? {}
    if (answer === 'allow' || answer === 'always' || answer === 'choose') confirm(one)
    else allowedThere(one)
  }

  function tellLater(id: string, known: Partial<ApprovalOutcome>): void {
    ended = ended.map((one) => {
      const { outcome } = one.approval
      if (one.approval.id !== id || outcome === undefined) return one
      return { ...one, approval: { ...one.approval, outcome: { ...outcome, ...known } } }
    })
    onLater()
  }

  function lookAgain(): void {
    clearTimeout(look)
    look = undefined
    if ([...held.values()].every(({ request }) => request.settled !== undefined)) return
    const isSoon = [...held.values()].some(({ approval }) => approval.state === 'sent')
    look = setTimeout(
      () => {
        lookAtAll().then(lookAgain, (cause: unknown) => {
          reportError('The sessions that ask could not be looked at', cause)
          lookAgain()
        })
      },
      isSoon ? lookSoonMs : lookEveryMs,
    )
    look.unref()
  }

  async function lookAtAll(): Promise<void> {
    const looked = [...held.values()].filter(({ request }) => request.settled === undefined)
    const bySession = Map.groupBy(looked, ({ request }) => request.sessionId)
    await Promise.all([...bySession].map(async ([sessionId, several]) => lookAt(await sessionNow(sessionId), several)))
  }

  function lookAt(now: SessionNow | undefined, several: readonly Held[]): void {
    for (const one of several) {
      one.watched = nextWatched(one.watched, now, clock())
      const verdict = verdictOf(one.watched, now, clock())
      if (verdict === 'confirmed') confirm(one)
      else if (verdict === 'answered-there') leftThere(one)
      else if (verdict !== 'open') end(one, { kind: verdict })
    }
  }

  /** Whoever is killed answers nothing, though its entry may say meanwhile that it does not wait any more. */
  function leftThere(one: Held): void {
    isRunning(one.request.sessionId).then(
      (runs) => end(one, { kind: runs ? 'answered-there' : 'session-ended' }),
      (cause: unknown) => {
        reportError('A session could not be looked at', cause)
        end(one, { kind: 'answered-there' })
      },
    )
  }

  return {
    hold,
    answer,
    note,
    explain(id, known) {
      const one = held.get(id)
      if (one !== undefined) change(one, known)
    },
    tellLater,
    open: () => [...held.values()].map(({ approval }) => approval),
    over() {
      ended = ended.filter(({ atMs }) => clock() - atMs < overForMs)
      return ended.map(({ approval }) => approval)
    },
    close() {
      clearTimeout(look)
      for (const one of held.values()) {
        end(one, { kind: 'let-go', message: 'TCE ended; the question is in its terminal.' })
      }
    },
  }
}

const isWhat = ({ asked, what }: HeldRequest, done: string | undefined): boolean =>
  what === done || (asked.kind === 'plan' && done?.startsWith(asked.tool) === true)

const yesOf = ({ kind }: Approval): AnswerName => (kind === 'question' ? 'choose' : 'allow')

function approvalOf(
  { asked, shown, agent, sessionId, settled, way, since }: HeldRequest,
  id: string,
  { nowMs, forMs }: { readonly nowMs: number; readonly forMs: number | undefined },
): Approval {
  return {
    ...asked,
    ...shown,
    id,
    nonce: randomBytes(12).toString('base64url'),
    agent,
    sessionId,
    through: settled === undefined ? undefined : 'host',
    since: since ?? isoTime(nowMs),
    deadline: forMs === undefined ? undefined : isoTime(nowMs + forMs),
    typedInto: way.kind === 'key' ? way.typedInto : undefined,
    state: 'open',
  }
}

const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/** To be typed; not counted, so that one of before a restart is nobody else's now. */
const newId = (): string => `w${Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')}`
