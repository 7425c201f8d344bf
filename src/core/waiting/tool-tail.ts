/** What the last records of a session tell of its tools: which calls nothing came of yet, and what was done last. Pure. */
import type { SessionEvent, ToolCallEvent, ToolResultEvent } from '../session/session-event.ts'
import type { Approval, ApprovalStep, RanTool } from './approval.ts'

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

/** What came of a request since it was made: undefined while nothing did, and where more than one call may be meant. */
export function endedSince(
  steps: readonly Step[],
  { tool, since, thing }: Pick<Approval, 'tool' | 'since' | 'thing'>,
): (Step & { readonly result: ToolResultEvent }) | undefined {
  const ended = steps.filter(
    (step): step is Step & { readonly result: ToolResultEvent } =>
      step.call.tool === tool && Date.parse(step.result?.at ?? '') >= Date.parse(since),
  )
  if (ended.length <= 1) return ended[0]
  const same =
    thing.form === 'command' ? ended.filter((step) => step.call.input.includes(JSON.stringify(thing.text))) : []
  return same.length === 1 ? same[0] : undefined
}

/** What a tool did, and said in a line. */
export function ranOf({ call: { tool }, result }: Step & { readonly result: ToolResultEvent }): RanTool {
  const { outcome, durationMs, text, summary } = result
  const [line = '', ...more] = text.trim().split('\n')
  const isShort = outcome === 'done' && result.changed === undefined && more.length === 0 && line !== ''
  return { tool, outcome, tookMs: durationMs, said: isShort ? line.slice(0, 200) : noteOf(result) || summary }
}

/** "+23", "exit 1" */
function noteOf({ summary, changed }: ToolResultEvent): string | undefined {
  if (changed === undefined) return summary
  const { added, removed } = changed
  return [added > 0 ? `+${added}` : '', removed > 0 ? `−${removed}` : ''].filter(Boolean).join(' ') || summary
}
