/** Events as an agent's reader makes them, by the second, and the state of the session after them. */
import type { LiveSessionState } from '../../../src/core/session/live-session.ts'
import { LiveSession, type SnapshotContext } from '../../../src/core/session/live-session-reducer.ts'
import type { SessionPrices } from '../../../src/core/session/live-session-usage.ts'
import type {
  ResponseRef,
  SessionEvent,
  SubagentEndEvent,
  SubagentStartEvent,
  ToolCallEvent,
  ToolResultEvent,
} from '../../../src/core/session/session-event.ts'
import { noTokens, type Tokens } from '../../../src/core/usage/tokens.ts'

const startMs = Date.parse('2026-05-04T10:00:00.000Z')

/** So many seconds after the session began. */
export const at = (second: number): string => new Date(startMs + second * 1000).toISOString()
export const nowMs = (second: number): number => startMs + second * 1000

let written = 0
/** Where in which lane, and when. */
const base = (second: number | undefined, lane = 'main') => ({
  cursor: `${lane}@${++written}.0`,
  lane,
  at: second === undefined ? undefined : at(second),
})

type Of<K extends SessionEvent['kind']> = Extract<SessionEvent, { readonly kind: K }>
type More<K extends SessionEvent['kind']> = Partial<Omit<Of<K>, 'kind' | 'cursor'>>

export const prompt = (second: number, text = 'go', more: More<'prompt'> = {}): SessionEvent => ({
  ...base(second, more.lane),
  kind: 'prompt',
  text,
  images: 0,
  ...more,
})

export const text = (second: number, response?: ResponseRef, lane?: string): SessionEvent => ({
  ...base(second, lane),
  kind: 'text',
  text: 'words',
  response,
})

export const thinking = (second: number, response?: ResponseRef, lane?: string): SessionEvent => ({
  ...base(second, lane),
  kind: 'thinking',
  text: '',
  response,
})

export const call = (
  second: number,
  toolId: string,
  tool = 'Bash',
  more: Partial<ToolCallEvent> = {},
): SessionEvent => ({
  ...base(second, more.lane),
  kind: 'tool-call',
  toolId,
  tool,
  input: '{}',
  ...more,
})

export const result = (second: number, toolId: string, more: Partial<ToolResultEvent> = {}): SessionEvent => ({
  ...base(second, more.lane),
  kind: 'tool-result',
  toolId,
  outcome: 'done',
  text: '',
  images: 0,
  ...more,
})

export const subagentStart = (
  second: number,
  toolId: string,
  more: Partial<SubagentStartEvent> = {},
): SessionEvent => ({
  ...base(second, more.lane),
  kind: 'subagent-start',
  toolId,
  isBackground: false,
  ...more,
})

export const subagentEnd = (second: number, more: Partial<SubagentEndEvent>): SessionEvent => ({
  ...base(second),
  kind: 'subagent-end',
  outcome: 'done',
  ...more,
})

export const turnEnd = (second: number, lane?: string): SessionEvent => ({ ...base(second, lane), kind: 'turn-end' })

/** Any other kind, in its own words. */
export const event = <K extends SessionEvent['kind']>(
  second: number | undefined,
  kind: K,
  more: Omit<Of<K>, 'kind' | 'cursor' | 'lane'> & { readonly lane?: string },
): SessionEvent => ({ ...base(second, more.lane), kind, ...more }) as SessionEvent

/** One response of the model; `end_turn` unless told otherwise. */
export const response = (id: string, tokens: Partial<Tokens> = {}, more: Partial<ResponseRef> = {}): ResponseRef => {
  const all = { ...noTokens, ...tokens }
  return {
    id,
    model: 'model-a',
    tokens: all,
    contextTokens: all.input + all.cacheRead + all.cacheWrite5m + all.cacheWrite1h,
    stopReason: 'end_turn',
    ...more,
  }
}

export const newSession = (prices?: SessionPrices): LiveSession =>
  new LiveSession({ sessionId: 's1', agent: 'an-agent', prices })

/** Right after its last event, unless told otherwise, and without a process. */
export function stateAfter(
  events: readonly SessionEvent[],
  context: Partial<SnapshotContext> = {},
  session: LiveSession = newSession(),
): LiveSessionState {
  for (const one of events) session.add(one)
  const last = events.findLast((one) => one.at !== undefined)?.at
  return session.snapshot({
    nowMs: last === undefined ? startMs : Date.parse(last),
    isComplete: true,
    problems: [],
    ...context,
  })
}
