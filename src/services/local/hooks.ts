/**
 * What agents post of themselves while they work. Whoever posts waits for nothing: what it says is looked through, stripped of secrets
 * and stored after the answer, in order. Only sessions that a registry shows are believed; the registry stays the judge of their state.
 */
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { AgentHooks } from '../../agents/agent.ts'
import { safeData } from '../../core/captured/safe-data.ts'
import { createHookEars, type HookEars } from '../../core/hooks/heard-hooks.ts'
import { seconds } from '../../core/time/duration.ts'
import type { ReportError } from '../../core/words/bug.ts'
import { redactorFor } from '../../core/words/redact.ts'
import type { EventService } from '../events.ts'

export interface HookParts {
  /** By the agent's id. Undefined: it posts none, or is switched off. */
  readonly hooksOf: (agent: string) => AgentHooks | undefined
  readonly maxEventBytes: () => number
  /** The ids of the sessions that the agents' registries show now. */
  readonly registeredSessions: () => Promise<ReadonlySet<string>>
}

export interface HookReceiver {
  /** Returns at once and never throws. */
  receive(agent: string, body: Uint8Array): void
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
  { hooksOf, registeredSessions, maxEventBytes }: HookParts,
  events: Pick<EventService, 'capture'>,
  { clock, reportError }: { readonly clock: () => number; readonly reportError: ReportError },
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

  async function store({ agent, body, atMs }: Received): Promise<void> {
    const [hooks, value] = [hooksOf(agent), jsonOf(body)]
    if (hooks === undefined || value === undefined) return
    const redact = redactorFor(hooks.fileOf(value))
    const read = hooks.read(safeData(value, { maxBytes: maxEventBytes(), redact }), atMs)
    if (read === undefined || !(await isRegistered(read.event.session_id))) return
    ears.note(read.event.session_id, read.sign, atMs)
    // A disk that takes nothing is told by the events.
    await events.capture([read.event])
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
    receive(agent, body) {
      if (waitingBytes + body.byteLength > waitingBytesAtMost) return
      waitingBytes += body.byteLength
      waiting.push({ agent, body, atMs: clock() })
      work ??= workOff()
    },
    settled: async () => work,
    heard: ears,
  }
}

const recent = (known: ReadonlySet<string>): readonly string[] => [...known].slice(-1_000)

function jsonOf(body: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
