/**
 * What agents post of themselves while they work. Whoever posts waits for nothing but an answer that it asks of its user: what it says is
 * looked through, stripped of secrets and stored after the answer, in order. Only sessions that a registry shows are believed; the
 * registry stays the judge of their state.
 */
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { AgentHooks, ReadHook } from '../../agents/agent.ts'
import { stringOf } from '../../agents/json-fields.ts'
import { recordIn } from '../../agents/json-line.ts'
import { safeData } from '../../core/captured/safe-data.ts'
import { createHookEars, type HookEars } from '../../core/hooks/heard-hooks.ts'
import type { HookSign } from '../../core/hooks/hook-signs.ts'
import { seconds } from '../../core/time/duration.ts'
import type { Asked, Decision } from '../../core/waiting/approval.ts'
import type { ReportError } from '../../core/words/bug.ts'
import { redactorFor } from '../../core/words/redact.ts'
import type { EventService } from '../events.ts'

export interface HookParts {
  /** By the agent's id. Undefined: it posts none, or is switched off. */
  readonly hooksOf: (agent: string) => AgentHooks | undefined
  readonly maxEventBytes: () => number
  /** Of sessions in this folder nothing that was said is kept. @default all is */
  readonly isLeftOut?: ((folder: string | undefined) => boolean) | undefined
  /** The ids of the sessions that the agents' registries show now. */
  readonly registeredSessions: () => Promise<ReadonlySet<string>>
}

/** Where what agents ask of their user is laid before people. */
export interface HookDesk {
  /** What the agent is answered; undefined: no decision. */
  ask(asked: AskedHook): Promise<HookAnswer | undefined>
  note(sessionId: string, sign: HookSign, at: { readonly atMs: number; readonly subagentId?: string | undefined }): void
}

export type HookAnswer = Readonly<Record<string, unknown>>

export interface AskedHook {
  readonly agent: string
  readonly asked: Asked
  readonly sessionId: string
  readonly subagentId?: string | undefined
  /** As its signs name it. */
  readonly what?: string | undefined
  /** How long it waits. */
  readonly timeoutMs: number
  /** It hung up before it had the answer. */
  readonly gone: AbortSignal
  /** What hides the secrets in it. */
  redact(text: string): string
  decide(decision: Decision): HookAnswer
}

export interface HookReceiver {
  /**
   * Returns at once and never throws: undefined, so that it is answered with no decision; where it asks something of its user, and
   * `gone` tells when it hangs up, what it is answered one day.
   */
  receive(agent: string, body: Uint8Array, gone?: AbortSignal): Promise<HookAnswer | undefined> | undefined
  /** When all that was received is stored or dropped. */
  settled(): Promise<void>
  readonly heard: Pick<HookEars, 'of' | 'report'>
}

interface Received {
  readonly agent: string
  readonly body: Uint8Array
  readonly atMs: number
}

/** Of what waits to be stored. Beyond it the newest is dropped: a disk that takes nothing must not take the memory. */
const waitingBytesAtMost = 32 * 1024 * 1024
/** A session that just began posts before its entry is written, on a machine that is busy a good while before. */
const lookAgainAfterMs = [250, 500, 1_000]
/** A session whose entry came later than that misses no more than this. */
const unknownForMs = seconds(1)

export function createHookReceiver(
  { hooksOf, registeredSessions, maxEventBytes, isLeftOut = () => false }: HookParts,
  events: Pick<EventService, 'capture'>,
  {
    clock,
    reportError,
    desk,
  }: {
    readonly clock: () => number
    readonly reportError: ReportError
    /** @default there is none: nothing is held */
    readonly desk?: (() => HookDesk) | undefined
  },
): HookReceiver {
  const waiting: Received[] = []
  let waitingBytes = 0
  const ears = createHookEars()
  let work: Promise<void> | undefined
  let known: ReadonlySet<string> = new Set()
  const unknownSinceMs = new Map<string, number>()

  async function isRegistered(sessionId: string): Promise<boolean> {
    if (known.has(sessionId)) return true
    const unknownSince = unknownSinceMs.get(sessionId)
    if (unknownSince !== undefined && clock() - unknownSince < unknownForMs) return false
    if (await isListed(sessionId)) return true
    for (const waitMs of lookAgainAfterMs) {
      await pause(waitMs)
      if (await isListed(sessionId)) return true
    }
    if (unknownSinceMs.size > 1_000) unknownSinceMs.clear()
    unknownSinceMs.set(sessionId, clock())
    return false
  }

  /** One that ends posts so after its entry is gone: those of the look before stay known. */
  async function isListed(sessionId: string): Promise<boolean> {
    const listed = await registeredSessions()
    known = listed.has(sessionId) ? new Set([...recent(known), ...listed]) : known
    return listed.has(sessionId)
  }

  function readSafely(hooks: AgentHooks, value: HookAnswer, atMs: number): ReadHook | undefined {
    return hooks.read(safeData(value, { maxBytes: maxEventBytes(), redact: redactorFor(hooks.fileOf(value)) }), atMs)
  }

  async function store({ agent, body, atMs }: Received): Promise<void> {
    const [hooks, value] = [hooksOf(agent), recordIn(body)]
    if (hooks === undefined || value === undefined) return
    const read = readSafely(hooks, value, atMs)
    if (read === undefined || !(await isRegistered(read.event.session_id))) return
    const { event, sign } = read
    ears.note(event.session_id, sign, atMs)
    if (sign !== undefined) desk?.().note(event.session_id, sign, { atMs, subagentId: event.agent_id })
    // A disk that takes nothing is told by the events.
    await events.capture([
      isLeftOut(stringOf(value['cwd'])) ? { ...event, message: undefined, data: undefined } : event,
    ])
  }

  /** Undefined: it is none of those that ask. */
  async function ask({ agent, body, atMs }: Received, gone: AbortSignal): Promise<HookAnswer | undefined> {
    const [hooks, value] = [hooksOf(agent), recordIn(body)]
    if (desk === undefined || hooks?.approvals === undefined || value === undefined) return undefined
    const { approvals, settings, fileOf } = hooks
    const asked = approvals.read(value)
    if (asked === undefined) return undefined
    const read = readSafely(hooks, value, atMs)
    if (read === undefined || !(await isRegistered(read.event.session_id))) return undefined
    const { session_id: sessionId, agent_id: subagentId } = read.event
    const timeoutMs = seconds(settings.events.find(({ name }) => name === approvals.event)?.timeoutSeconds ?? 0)
    return desk().ask({
      ...{ agent, asked, sessionId, subagentId, what: read.sign?.what, timeoutMs, gone },
      redact: redactorFor(fileOf(value)),
      decide: (decision) => approvals.decide(value, decision),
    })
  }

  function isAsking({ agent, body }: Received): boolean {
    const mark = hooksOf(agent)?.approvals?.mark
    return mark !== undefined && Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(mark)
  }

  async function workOff(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      // Others are answered between two.
      await nextTurn()
      waitingBytes -= next.body.byteLength
      await store(next).catch((cause: unknown) => reportError('A hook could not be kept', cause))
    }
    work = undefined
  }

  return {
    receive(agent, body, gone) {
      if (waitingBytes + body.byteLength > waitingBytesAtMost) return undefined
      const received = { agent, body, atMs: clock() }
      waitingBytes += body.byteLength
      waiting.push(received)
      work ??= workOff()
      if (gone === undefined || !isAsking(received)) return undefined
      return ask(received, gone).catch((cause: unknown) => {
        reportError('What an agent asks could not be shown', cause)
        return undefined
      })
    },
    settled: async () => work,
    heard: ears,
  }
}

const recent = (known: ReadonlySet<string>): readonly string[] => [...known].slice(-1_000)
