/** What a session is at by the last of its events, where nobody tells: else nothing is said, and never "idle" by default. Pure. */
import type { Activity } from '../process/process.ts'
import type { SessionEvent, UserRequest } from './session-event.ts'

export interface SeenActivity {
  readonly activity: Activity
  /** Of a session that waits. */
  readonly waitingFor?: string | undefined
  readonly asks?: string | undefined
  /** Of the event that decided it. */
  readonly sinceMs: number | undefined
  /** When the oldest call began that has no result: it runs, or waits for an answer. */
  readonly openSinceMs?: number | undefined
}

export interface ActivityRules {
  /** Its agent never asks before it acts: a call without a result runs. Else it may wait for an answer, which no log tells. */
  readonly asksNothing: boolean
  /** Nothing that began before can still go on. */
  readonly processStartedAtMs: number
}

/** `events` are the last ones, in order; there may be others before them. */
export function activityFromEvents(events: Iterable<SessionEvent>, rules: ActivityRules): SeenActivity {
  let seen = unknown
  const open = new Map<string, number | undefined>()
  const requests = new Requests()
  for (const event of events) {
    const atMs = event.at === undefined ? undefined : Date.parse(event.at)
    if (event.kind === 'tool-call') open.set(event.toolId, atMs)
    if (event.kind === 'tool-result') open.delete(event.toolId)
    if (event.kind === 'prompt' || event.kind === 'turn-end' || event.kind === 'interrupt') open.clear()
    requests.note(event, atMs)
    const activity = activityAt(event)
    if (activity === undefined) continue
    seen = activity === seen.activity ? seen : { activity, sinceMs: atMs }
  }
  const waiting = requests.oldest(rules.processStartedAtMs)
  if (waiting !== undefined) return waiting
  if (seen.activity !== 'busy') return seen
  if (seen.sinceMs !== undefined && seen.sinceMs < rules.processStartedAtMs) return unknown
  return open.size > 0 && !rules.asksNothing ? { ...unknown, openSinceMs: [...open.values()][0] } : seen
}

const unknown: SeenActivity = { activity: 'unknown', sinceMs: undefined }

/** What it asks its user, until it has an answer, or goes on without one. */
class Requests {
  readonly #open = new Map<string, UserRequest & { readonly sinceMs: number | undefined }>()

  note(event: SessionEvent, sinceMs: number | undefined): void {
    switch (event.kind) {
      case 'other':
        if (event.request?.isOpen === true) this.#open.set(event.request.id, { ...event.request, sinceMs })
        else if (event.request !== undefined) this.#open.delete(event.request.id)
        return
      case 'tool-call':
      case 'tool-result':
        for (const { id, toolId } of this.#open.values()) if (toolId === event.toolId) this.#open.delete(id)
        return
      case 'prompt':
      case 'turn-end':
      case 'interrupt':
        this.#open.clear()
    }
  }

  oldest(processStartedAtMs: number): SeenActivity | undefined {
    const isOfProcess = (atMs: number | undefined) => atMs === undefined || atMs >= processStartedAtMs
    const request = [...this.#open.values()].find(({ sinceMs }) => isOfProcess(sinceMs))
    if (request === undefined) return undefined
    const { sinceMs, waitingFor, asks } = request
    return { activity: 'waiting', sinceMs, waitingFor, asks }
  }
}

/** Undefined where it says nothing: a text may be the last word of a turn, or not. */
function activityAt({ kind }: SessionEvent): Activity | undefined {
  switch (kind) {
    case 'turn-end':
    case 'interrupt':
      return 'idle'
    case 'prompt':
    case 'thinking':
    case 'tool-call':
    case 'tool-result':
      return 'busy'
    case 'text':
    case 'api-error':
      return 'unknown'
    default:
      return undefined
  }
}
