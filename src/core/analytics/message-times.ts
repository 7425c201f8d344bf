/**
 * Where the time of a session's main chain went, out of the gaps between its events: an estimate. A gap belongs to who had to do
 * something in it. Clocks that go back give none. Pure but for its memory.
 */
import type { SessionEvent } from '../session/session-event.ts'

/** Who has to do something next; `nobody`: the agent is done. */
type Holder = 'model' | 'tools' | 'user' | 'nobody'

/** Of the model alone: nothing answers for so long; the machine slept, or the session was ended and gone on with. */
export const longestAnswerMs = 5 * 60_000

/** Tools that are a question to the user. */
const askingTools: ReadonlySet<string> = new Set(['AskUserQuestion', 'ExitPlanMode', 'request_user_input', 'question'])

export interface TimeState {
  holder: Holder
  lastMs?: number | undefined
  /** Calls without a result, with when they began. */
  calls: Map<string, { readonly tool: string; readonly atMs: number | undefined }>
  /** Requests that are open, where a record tells. */
  asked: Set<string>
}

export const noTimeState = (): TimeState => ({ holder: 'nobody', calls: new Map(), asked: new Set() })

export interface Gap {
  readonly of: Exclude<Holder, 'nobody'> | 'after'
  readonly ms: number
}

/** What the time up to this event was, if it was anything. `state` is changed. `atMs` is the event's own time. */
export function noteTime(state: TimeState, event: SessionEvent, atMs: number | undefined): Gap | undefined {
  const gap = gapBefore(state, event, atMs)
  if (atMs !== undefined) state.lastMs = atMs
  follow(state, event, atMs)
  return gap
}

function gapBefore({ holder, lastMs }: TimeState, event: SessionEvent, atMs: number | undefined): Gap | undefined {
  if (atMs === undefined || lastMs === undefined || atMs < lastMs) return undefined
  const ms = atMs - lastMs
  if (holder === 'nobody') return event.kind === 'prompt' ? { of: 'after', ms } : undefined
  // What the user says next ends whatever was: how long that went on nothing tells.
  if (event.kind === 'prompt') return undefined
  if (holder === 'model' && ms > longestAnswerMs) return undefined
  return ms === 0 ? undefined : { of: holder, ms }
}

function follow(state: TimeState, event: SessionEvent, atMs: number | undefined): void {
  switch (event.kind) {
    case 'prompt':
      end(state)
      state.holder = 'model'
      return
    case 'command':
      if (event.phase === 'run' && state.holder === 'nobody') state.holder = 'model'
      return
    case 'tool-call':
      state.calls.set(event.toolId, { tool: event.tool, atMs })
      break
    case 'tool-result':
      state.calls.delete(event.toolId)
      break
    case 'interrupt':
    case 'turn-end':
      end(state)
      return
    case 'other':
      if (event.request === undefined) return
      if (event.request.isOpen) state.asked.add(event.request.id)
      else state.asked.delete(event.request.id)
      break
    case 'text':
    case 'thinking':
      if (event.kind === 'text' && isLastOfTurn(event)) {
        end(state)
        return
      }
      break
    default:
      return
  }
  if (state.holder === 'nobody' && event.kind === 'tool-result') return
  state.holder = holderOf(state)
}

/** The model says itself that it said all. */
const isLastOfTurn = ({ response }: SessionEvent): boolean =>
  response?.stopReason === 'end_turn' || response?.stopReason === 'stop' || response?.stopReason === 'stop_sequence'

function end(state: TimeState): void {
  state.holder = 'nobody'
  state.calls.clear()
  state.asked.clear()
}

function holderOf({ calls, asked }: TimeState): Holder {
  const isAsking = asked.size > 0 || [...calls.values()].some(({ tool }) => askingTools.has(tool))
  if (isAsking) return 'user'
  return calls.size > 0 ? 'tools' : 'model'
}
