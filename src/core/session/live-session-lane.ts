/** Where one lane of a session stands: what was said last, and so what it is at. Pure. */
import { callInWords, subagentsInWords } from './doing.ts'
import type { StepRecord } from './live-session-steps.ts'
import type { SessionEvent } from './session-event.ts'

export type LanePhase = 'quiet' | 'thinking' | 'writing' | 'tool' | 'compacting'

export interface Lane {
  phase: LanePhase
  phaseSince: string | undefined
  lastAt: string | undefined
  startedAt: string | undefined
}

export const createLane = (): Lane => ({
  phase: 'quiet',
  phaseSince: undefined,
  lastAt: undefined,
  startedAt: undefined,
})

/** Records that change nothing about what the lane is at leave its phase alone. */
export function noteInLane(lane: Lane, event: SessionEvent): void {
  lane.startedAt ??= event.at
  if (event.at !== undefined && (lane.lastAt === undefined || event.at > lane.lastAt)) lane.lastAt = event.at
  const phase = phaseAfter(event, lane.phase)
  if (phase === undefined || phase === lane.phase) return
  lane.phase = phase
  lane.phaseSince = event.at ?? lane.lastAt
}

function phaseAfter(event: SessionEvent, before: LanePhase): LanePhase | undefined {
  switch (event.kind) {
    case 'prompt':
    case 'tool-result':
    case 'retry':
      return 'thinking'
    case 'task':
      return event.lane === 'main' ? 'thinking' : undefined
    case 'thinking':
      return 'writing'
    case 'text':
      return isLastWord(event.response?.stopReason) ? 'quiet' : 'writing'
    case 'tool-call':
      return 'tool'
    case 'compaction':
      return before === 'quiet' ? undefined : event.phase === 'boundary' ? 'compacting' : 'thinking'
    case 'turn-end':
    case 'interrupt':
    case 'api-error':
    case 'cost':
      return 'quiet'
    default:
      return undefined
  }
}

const isLastWord = (stopReason: string | undefined): boolean =>
  stopReason === 'end_turn' || stopReason === 'stop_sequence' || stopReason === 'refusal'

/** In words; undefined when it does nothing. Of several tools the newest; subagents together. */
export function laneInWords(lane: Lane, pending: readonly StepRecord[], runningSubagents: number): string | undefined {
  const call = pending.findLast(({ isSubagent }) => isSubagent !== true)
  if (call !== undefined) return callInWords(call.tool, call.summary, call.path)
  if (runningSubagents > 0) return subagentsInWords(runningSubagents)
  if (lane.phase === 'thinking') return 'thinking'
  if (lane.phase === 'writing') return 'writing'
  return lane.phase === 'compacting' ? 'compacting' : undefined
}
