/** What the last records of a session tell of its tools: which calls nothing came of yet, and what was done last. Pure. */
import type { SessionEvent, ToolCallEvent, ToolResultEvent } from '../session/session-event.ts'
import type { ApprovalStep } from './approval.ts'

export interface Step {
  readonly call: ToolCallEvent
  /** Absent: it still runs, or is asked about. */
  readonly result?: ToolResultEvent | undefined
}

/** In the order of their calls. */
export function stepsIn(events: readonly SessionEvent[]): readonly Step[] {
  const results = new Map(events.flatMap((event) => (event.kind === 'tool-result' ? [[event.toolId, event]] : [])))
  return events.flatMap((event) =>
    event.kind === 'tool-call' ? [{ call: event, result: results.get(event.toolId) }] : [],
  )
}

/** What was done before it asked, oldest first. */
export const stepsBefore = (steps: readonly Step[], most = 2): readonly ApprovalStep[] =>
  steps
    .flatMap(({ call: { tool, summary, path }, result }) =>
      result === undefined ? [] : [{ tool, about: summary ?? path, outcome: result.outcome, note: noteOf(result) }],
    )
    .slice(-most)

/** "+23", "exit 1" */
function noteOf({ summary, changed }: ToolResultEvent): string | undefined {
  if (changed === undefined) return summary
  const { added, removed } = changed
  return [added > 0 ? `+${added}` : '', removed > 0 ? `−${removed}` : ''].filter(Boolean).join(' ') || summary
}
